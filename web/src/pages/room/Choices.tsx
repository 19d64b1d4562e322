/** One of a few, as a row of buttons; the same again takes it back. */
import { Button } from "antd";

import styles from "./Feedback.module.css";

interface Props<T extends string | number> {
  label: string;
  options: { value: T; label: string }[];
  value: T | null;
  onChange: (value: T | null) => void;
  testId: string;
}

export function Choices<T extends string | number>({ label, options, value, onChange, testId }: Props<T>) {
  return (
    <div role="group" aria-label={label} className={styles["choices"]}>
      <p>{label}</p>
      {options.map((option) => (
        <Button
          key={option.value}
          type={option.value === value ? "primary" : "default"}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value === value ? null : option.value)}
          data-testid={`${testId}-${option.value}`}
        >
          {option.label}
        </Button>
      ))}
    </div>
  );
}

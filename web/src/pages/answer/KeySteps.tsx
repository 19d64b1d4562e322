import { Markdown } from "../../components/Markdown";
import styles from "./KeySteps.module.css";

export function KeySteps({ steps }: { steps: string[] }) {
  return (
    <ol className={styles["steps"]}>
      {steps.map((step, index) => (
        <li key={index}>
          <Markdown text={step} />
        </li>
      ))}
    </ol>
  );
}

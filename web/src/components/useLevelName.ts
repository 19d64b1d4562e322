import { useSubjects } from "../api/service";

/** "B1 分析计算": the code, and the name this subject gives it. */
export function useLevelName(): (code: string, subject: string | null | undefined) => string {
  const { data: subjects } = useSubjects();
  return (code, subject) => {
    const found = subjects?.find((one) => one.name === subject || one.code === subject) ?? subjects?.[0];
    const name = found?.levels[code];
    return name === undefined ? code : `${code} ${name}`;
  };
}

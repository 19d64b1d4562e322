import { useAnswer } from "../../api/answers";
import { QueryGate } from "../../components/QueryGate";
import { AnswerBody } from "./AnswerBody";

interface Props {
  id: string;
  questionId: string;
}

/** An answer is always looked at for a question of one's own. */
export function AnswerForQuestion({ id, questionId }: Props) {
  const query = useAnswer(id, questionId);
  return <QueryGate query={query}>{(answer) => <AnswerBody answer={answer} questionId={questionId} />}</QueryGate>;
}

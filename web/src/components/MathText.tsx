/** Plain words with formulas between dollars; the formula engine is fetched when there is one. */
import { lazy, Suspense } from "react";

import { splitMath } from "../lib/mathText";

const Formula = lazy(async () => ({ default: (await import("./Formula")).Formula }));

export function MathText({ text }: { text: string }) {
  return (
    <>
      {splitMath(text).map((piece, index) =>
        piece.kind === "words" ? (
          piece.text
        ) : (
          <Suspense key={index} fallback={piece.text}>
            <Formula source={piece.text} display={piece.kind === "display"} />
          </Suspense>
        ),
      )}
    </>
  );
}

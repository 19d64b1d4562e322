/** Plain words with formulas between dollars; the formula engine is fetched when there is one. */
import { lazy, Suspense } from "react";

import { splitMath, withStops } from "../lib/mathText";

const Formula = lazy(async () => ({ default: (await import("./Formula")).Formula }));

export function MathText({ text }: { text: string }) {
  return (
    <>
      {withStops(splitMath(text)).map((piece, index) =>
        piece.kind === "words" ? (
          piece.text
        ) : (
          <Suspense key={index} fallback={(piece.bracket ?? "") + piece.text + (piece.stop ?? "")}>
            <Formula
              source={piece.text}
              display={piece.kind === "display"}
              bracket={piece.bracket}
              stop={piece.stop}
            />
          </Suspense>
        ),
      )}
    </>
  );
}

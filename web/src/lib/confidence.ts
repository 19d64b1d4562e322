/** As `CONFIRM_BELOW` in intent/profile.py, which is measured. */
const SURE_FROM = 0.5;

/** Below this the student is asked to look again. */
export function isUnsure(confidence: number): boolean {
  return confidence < SURE_FROM;
}

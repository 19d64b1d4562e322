/** How high a page is on the screen, in its widths. */

/** Of a blank one. */
export const SHEET = Math.SQRT2;
/** CSS pixels; wider, a page is no easier to read. */
export const WIDEST = 1000;
/** To write in below a picture. */
const ROOM_BELOW = 0.7;

/** With a picture at the top. */
export function sheetRatio({ naturalWidth, naturalHeight }: { naturalWidth: number; naturalHeight: number }): number {
  return naturalWidth > 0 ? Math.max(naturalHeight / naturalWidth + ROOM_BELOW, SHEET) : SHEET;
}

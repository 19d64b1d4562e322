/** Round numbers for an axis. */

const STEPS = [1, 2, 2.5, 5, 10];

/** About `count` round values from 0, or from below `low`, to at least `high`. */
export function ticks(low: number, high: number, count = 4): number[] {
  const span = high - low;
  if (!(span > 0)) return [low, low + 1];
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = power * (STEPS.find((one) => one * power * count >= span) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Indices of about `count` labels that fit on an axis, the last one always among them. */
export function thinned(length: number, count: number): number[] {
  if (length === 0) return [];
  const every = Math.max(1, Math.ceil(length / Math.max(1, count)));
  const indices: number[] = [];
  for (let i = length - 1; i >= 0; i -= every) indices.push(i);
  return indices.reverse();
}

/** Where the bands of a flow between two columns lie: pure arithmetic, in the unit of the height given. */

export interface Edge {
  from: string;
  to: string;
  value: number;
}

export interface Band extends Edge {
  fromY: number;
  toY: number;
  size: number;
}

export interface Block {
  key: string;
  y: number;
  size: number;
  value: number;
}

export interface FlowLayout {
  left: Block[];
  right: Block[];
  bands: Band[];
}

/** Blocks by size, the largest on top and in the same order on both sides, so that help within a district runs straight. */
export function layOutFlow(edges: Edge[], height: number, gap: number): FlowLayout {
  const total = edges.reduce((sum, edge) => sum + edge.value, 0);
  const both = sums(edges, (edge) => [edge.from, edge.to]);
  const order = [...both.keys()].sort((a, b) => (both.get(b) ?? 0) - (both.get(a) ?? 0) || a.localeCompare(b));
  const left = sums(edges, (edge) => [edge.from]);
  const right = sums(edges, (edge) => [edge.to]);
  const most = Math.max(left.size, right.size);
  const unit = total > 0 ? (height - gap * Math.max(0, most - 1)) / total : 0;
  const blocksOf = (values: Map<string, number>): Block[] => {
    let y = 0;
    return order.flatMap((key) => {
      const value = values.get(key);
      if (value === undefined) return [];
      const block = { key, y, size: value * unit, value };
      y += block.size + gap;
      return [block];
    });
  };
  const columns = { left: blocksOf(left), right: blocksOf(right) };
  const tops = { left: topsOf(columns.left), right: topsOf(columns.right) };
  const rank = new Map(order.map((key, i) => [key, i]));
  const at = (key: string) => rank.get(key) ?? 0;
  const size = (edge: Edge) => edge.value * unit;
  const take = (side: Map<string, number>, key: string, by: number) => {
    const y = side.get(key) ?? 0;
    side.set(key, y + by);
    return y;
  };
  const fromY = new Map<Edge, number>();
  const toY = new Map<Edge, number>();
  for (const edge of [...edges].sort((a, b) => at(a.from) - at(b.from) || at(a.to) - at(b.to))) fromY.set(edge, take(tops.left, edge.from, size(edge)));
  for (const edge of [...edges].sort((a, b) => at(a.to) - at(b.to) || at(a.from) - at(b.from))) toY.set(edge, take(tops.right, edge.to, size(edge)));
  return { ...columns, bands: edges.map((edge) => ({ ...edge, size: size(edge), fromY: fromY.get(edge) ?? 0, toY: toY.get(edge) ?? 0 })) };
}

function sums(edges: Edge[], keysOf: (edge: Edge) => string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const edge of edges) for (const key of keysOf(edge)) found.set(key, (found.get(key) ?? 0) + edge.value);
  return found;
}

function topsOf(blocks: Block[]): Map<string, number> {
  return new Map(blocks.map(({ key, y }) => [key, y]));
}

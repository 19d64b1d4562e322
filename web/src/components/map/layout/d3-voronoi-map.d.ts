declare module "d3-voronoi-map" {
  type Corner = [number, number];

  interface Piece<T> extends Array<Corner> {
    site: { originalObject: { data: { originalData: T } } };
  }

  interface State<T> {
    ended: boolean;
    polygons: Piece<T>[];
  }

  interface Simulation<T> {
    weight: (of: (item: T) => number) => Simulation<T>;
    clip: (polygon: Corner[]) => Simulation<T>;
    prng: (random: () => number) => Simulation<T>;
    convergenceRatio: (ratio: number) => Simulation<T>;
    maxIterationCount: (count: number) => Simulation<T>;
    initialPosition: (of: (item: T) => Corner) => Simulation<T>;
    stop: () => Simulation<T>;
    tick: () => void;
    state: () => State<T>;
  }

  export function voronoiMapSimulation<T>(data: T[]): Simulation<T>;
}

/** The shape of a locale: the same keys as the Chinese one, any words. */
export type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

/** What our libraries use and Chrome 87 / Safari 14 do not have yet. */
function define(target: object, name: string, value: unknown): void {
  if (!(name in target)) Object.defineProperty(target, name, { value, writable: true, configurable: true });
}

function at(this: ArrayLike<unknown>, index: number): unknown {
  const whole = Math.trunc(index) || 0;
  return this[whole < 0 ? this.length + whole : whole];
}

define(Array.prototype, "at", at);
define(String.prototype, "at", at);
define(Object, "hasOwn", (target: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(target, key));

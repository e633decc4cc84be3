/**
 * What the interface and its libraries use and the oldest browser it is tried in lacks. Only builds for that browser
 * contain it; the product does not.
 */
function define(target: object, name: string, value: unknown): void {
  if (!(name in target)) Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

function at(this: ArrayLike<unknown>, index: number): unknown {
  const place = Math.trunc(index);
  return this[place < 0 ? this.length + place : place];
}

define(Array.prototype, 'at', at);
define(String.prototype, 'at', at);
define(Object, 'hasOwn', (target: object, name: PropertyKey) => Object.prototype.hasOwnProperty.call(target, name));
define(String.prototype, 'replaceAll', function replaceAll(this: string, searched: string, replacement: string) {
  return this.split(searched).join(replacement);
});

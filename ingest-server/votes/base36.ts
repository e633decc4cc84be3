const digits = Array.from('0123456789abcdefghijklmnopqrstuvwxyz');
const pairs = digits.flatMap((high) => digits.map((low) => high + low));

/**
 * `number.toString(36)` of a whole number from 0 to 2^53 - 1, two digits at a time. V8 writes every other base than ten
 * digit by digit with a library call of its own for doubles.
 */
export function base36Of(number: number): string {
  let rest = number;
  let text = '';
  while (rest >= pairs.length) {
    const higher = Math.floor(rest / pairs.length);
    text = (pairs[rest - higher * pairs.length] ?? '') + text;
    rest = higher;
  }
  return (rest < digits.length ? (digits[rest] ?? '') : (pairs[rest] ?? '')) + text;
}

/**
 * Strings as literals of the language.
 *
 * @module
 */

const NEEDS_NOTHING = /^[ !#-%'-[\]-~]*$/;
const SHORT: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
  "\0": "\\0",
  '"': '\\"',
  "\\": "\\\\",
  "&{": "\\&{",
};

/** The literal that stands for a string: `"a\tb"`. */
export function quote(text: string): string {
  if (NEEDS_NOTHING.test(text)) return `"${text}"`;
  const escaped = text.replace(unseen(), (found) => SHORT[found] ?? `\\u{${found.codePointAt(0)!.toString(16)}}`);
  return `"${escaped}"`;
}

/**
 * Control characters, line separators, and what turns the direction of text: all that would not be seen as itself. Not
 * made before it is needed, since its classes take a while to build.
 */
function unseen(): RegExp {
  return /["\\]|&\{|[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
}

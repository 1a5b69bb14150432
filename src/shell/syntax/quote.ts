/**
 * Strings as literals of the language, and names in messages.
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
/** What means something in a literal. */
const MEANING = String.raw`["\\]|&\{`;
/** Characters of a name that a message shows. */
const NAME_MAX = 120;

/** The literal that stands for a string: `"a\tb"`. */
export function quote(text: string): string {
  return NEEDS_NOTHING.test(text) ? `"${text}"` : `"${text.replace(unseen(MEANING), escaped)}"`;
}

/** A name as a message shows it: in quotes, on one line, and without the middle of a very long one. */
export function quoteName(name: string): string {
  const shown = shortened(name);
  return NEEDS_NOTHING.test(shown) ? `'${shown}'` : `'${shown.replace(unseen(), escaped)}'`;
}

function shortened(name: string): string {
  if (name.length <= NAME_MAX) return name;
  const characters = Array.from(name);
  if (characters.length <= NAME_MAX) return name;
  const half = NAME_MAX / 2;
  return `${characters.slice(0, half).join("")}…${characters.slice(-half).join("")}`;
}

function escaped(found: string): string {
  return SHORT[found] ?? `\\u{${found.codePointAt(0)!.toString(16)}}`;
}

/**
 * Control characters, line separators, and what turns the direction of text: all that would not be seen as itself; and
 * what else is given. Not made before it is needed, since its classes take a while to build.
 */
function unseen(more?: string): RegExp {
  const steering = String.raw`[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]`;
  return new RegExp(more ? `${more}|${steering}` : steering, "gu");
}

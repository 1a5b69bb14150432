/**
 * Colours a text as an editor does that reads TextMate grammars.
 *
 * @module
 */

import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";

const GRAMMAR = new URL("../../editors/vscode/syntaxes/aria.tmLanguage.json", import.meta.url);
const LIBRARY = new URL("onig.wasm", import.meta.resolve("vscode-oniguruma"));

/** For each offset of a text the names of what it is part of, the outermost first. */
export type Scopes = readonly (readonly string[])[];

/** The grammar of `.aria` files. */
export async function loadAriaGrammar(): Promise<IGrammar> {
  await oniguruma.loadWASM(Deno.readFileSync(LIBRARY));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => {
      return Promise.resolve(textmate.parseRawGrammar(Deno.readTextFileSync(GRAMMAR), GRAMMAR.pathname));
    },
  });
  return (await registry.loadGrammar("source.aria"))!;
}

/** The scopes of a text, line after line; a line's end is part of what its last character is part of. */
export function scopesOf(grammar: IGrammar, text: string): Scopes {
  const scopes: string[][] = [];
  let state = textmate.INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes: names } of tokens) {
      // The last token of a line reaches one place behind it: the line's end.
      for (let offset = startIndex; offset < Math.min(endIndex, line.length); offset++) scopes.push(names);
    }
    scopes.push(tokens.at(-1)?.scopes ?? []);
  }
  return scopes.slice(0, text.length);
}

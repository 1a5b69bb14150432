/**
 * What `--help` and `--version` print.
 *
 * @module
 */

/** The usage, at most 80 columns wide. */
export const USAGE = `Usage: ariash [options] file.aria [args...]
       ariash [options] -c CODE [args...]
       ariash [options] - [args...]

Runs a program of the AriaSH language. With '-', or without an operand when
stdin is no terminal, the program is read from stdin.

Options:
  -c CODE         run CODE
  --check         check the program, or every file named, and run nothing
  --stats         after the run, a table of every stream and edge on stderr
  --stats=count   the same, with the bytes of every edge counted
  --strict-pipe   a stage that ends by a broken pipe is a failure
  --version       print the version
  --help          print this

Exit code: that of the command that failed (128+n for signal n, 127 not found,
126 not executable), 0 at the program's end, 2 for an error in the program or on
the command line.
`;

/** `ariash VERSION (deno VERSION, OS ARCH)`. */
export async function versionLine(): Promise<string> {
  const { default: manifest } = await import("../../../deno.json", { with: { type: "json" } });
  const [arch, , os] = Deno.build.target.split("-");
  return `ariash ${manifest.version} (deno ${Deno.version.deno}, ${os} ${arch})\n`;
}

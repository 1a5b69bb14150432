/**
 * What `--help` and `--version` print.
 *
 * @module
 */

/** The usage, at most 80 columns wide. */
export const USAGE = `Usage: ariash [options] [file.aria [args...]]
       ariash [options] -c CODE [args...]
       ariash [options] - [args...]
       ariash doctor [--json]
       ariash pool serve|bench ...

Runs a program of the AriaSH language. With '-', or without an operand when
stdin or stdout is no terminal, the program is read from stdin. What follows
a file, CODE or '-' belongs to the program, in ARGS.

  -c CODE            run CODE
  --check            check every file named and run nothing; with --json one
                     line of diagnostics on stdout
  --fmt              print every file named in canonical format
  --fmt --write      format them in place
  --fmt --check      name those that are not canonical; exit code 1 if any
  --ast              print the syntax tree as JSON

  --trace            each command and its streams on stderr, before it runs
  --stats            after the run a table of every stream and edge on stderr
  --stats=count      the same, with the bytes of every edge counted
  --json             at the end one line of JSON about the last statement, on
                     stddato if that is wired, else on stderr
  --errexit=on|off   whether a failure that nobody takes stops a script: on
  --strict-pipe      a stage that ends by a broken pipe is a failure
  --config FILE, --no-config
                     configuration of the interactive shell; scripts have none

  --version, --help  print the version, this text
  doctor             what this machine can do, and tests of it
  pool               keeps servers and lets many clients use them, measures
                     them: 'ariash pool --help'

Exit code: 0 at the program's end, n after 'exit n', the code of a command that
failed (128+n for signal n, 127 not found, 126 not executable), that of fail(n),
1 for other failures, 2 for an error in the program or on the command line, 70
for an ERR that was used, 71 for an error of ariash itself or a missing library.
`;

/** The version of `ariash`. */
export async function version(): Promise<string> {
  const { default: manifest } = await import("../../../deno.json", { with: { type: "json" } });
  return manifest.version;
}

/** `ariash VERSION`. */
export async function versionName(): Promise<string> {
  return `ariash ${await version()}`;
}

/** `ariash VERSION (deno VERSION, OS ARCH)`. */
export async function versionLine(): Promise<string> {
  const [arch, , os] = Deno.build.target.split("-");
  return `${await versionName()} (deno ${Deno.version.deno}, ${os} ${arch})\n`;
}

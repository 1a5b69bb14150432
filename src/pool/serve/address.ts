/**
 * Where a server listens.
 *
 * @module
 */

/** A path of the file system, or a port of a loopback address; port 0 is any that is free. */
export type Address =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number };

const TCP = /^tcp:(?:\[(?<six>[\da-fA-F:]+)\]|(?<four>\d+\.\d+\.\d+\.\d+)):(?<port>\d{1,5})$/;
const LARGEST_PORT = 65_535;

/**
 * Reads `unix:PATH` or `tcp:HOST:PORT`. A host is a number: a name could lead anywhere.
 *
 * @param text of the user.
 * @throws {TypeError} when it is neither, or no loopback address.
 */
export function parseAddress(text: string): Address {
  if (text.startsWith("unix:") && text.length > "unix:".length) {
    return { kind: "unix", path: text.slice("unix:".length) };
  }
  const { six, four, port } = TCP.exec(text)?.groups ?? {};
  if (port === undefined || Number(port) > LARGEST_PORT || four?.split(".").some((part) => Number(part) > 255)) {
    throw new TypeError(`Cannot listen at "${text}": it is neither unix:PATH nor tcp:127.0.0.1:PORT`);
  }
  const host = six ?? four!;
  if (!isLoopback(host)) throw new TypeError(`Cannot listen at "${text}": only loopback addresses are served`);
  return { kind: "tcp", host, port: Number(port) };
}

function isLoopback(host: string): boolean {
  return host === "::1" || /^127\./.test(host);
}

/**
 * The address in the form that {@linkcode parseAddress} reads.
 *
 * @param address of any kind.
 */
export function addressText(address: Address): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  return `tcp:${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}

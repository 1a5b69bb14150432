/**
 * What `ariash pool --help` prints.
 *
 * @module
 */

/** The usage, at most 80 columns wide. */
export const POOL_USAGE = `Usage: ariash pool serve --listen ADDRESS [options] -- CMD [args...]
       ariash pool bench [options] -- CMD [args...]

serve: keeps servers that speak over their stdin and stdout, and lets many
clients use them. When it listens it prints 'listening ADDRESS'.

  --listen unix:PATH | tcp:127.0.0.1:PORT
                     where clients connect; port 0 is any that is free
  --max N            servers at the most: 1
  --min N            servers that are kept warm: 0
  --framing F        jsonl, content-length or length-prefixed: jsonl
  --channel C        std: stdin and stdout; data: stddati and stddato: std
  --mode M           multiplex: many requests at a time on each server, found
                     by id; exclusive: one: multiplex
  --affinity client  a client's requests go to the same server
  --init-cache       'initialize' is executed once per server; clients get the
                     result of the first time
  --token-file F     the first message of a client must have the text of F in
                     its field 'token'
  --request-timeout-ms N
                     how long a server has for a request, 0: for ever: 60000
  --idle-exit-ms N   ends after that time without clients

SIGTERM and SIGINT let it finish what it has and exit with 0, a second one
kills. SIGUSR1 prints its figures as JSON on stderr.

bench: measures how fast a server that answers each request with its id can be
asked: through a pool, through plain streams, by a process for each request; and
beside them what a loop in C gets from 'cat'.

  --requests N       requests of each way: 50000; ten times as many where they
                     are pipelined, a hundredth where each is a process
  --window W         requests at a time where they are pipelined: 64
  --payload BYTES    padding of each request: 0
  --framing F        jsonl, content-length or length-prefixed: jsonl
  --json             the figures as JSON
`;

/**
 * Destinations of an output other than a child's input.
 *
 * @module
 */

/** A file as a destination. */
export interface FileTarget {
  /** Its path, from the directory of this process. */
  path: string | URL;
  /** Adds to the file instead of replacing it. */
  append?: boolean;
  /** Permission bits of a file that is created. */
  mode?: number;
}

/**
 * Writes everything to a file.
 *
 * @param views of the bytes, each valid until the next.
 * @param target the file.
 * @returns how many bytes were written.
 */
export async function pipeToFile(views: AsyncIterable<Uint8Array>, target: FileTarget): Promise<number> {
  const { path, append = false, mode } = target;
  using file = await Deno.open(path, { write: true, create: true, append, truncate: !append, mode });
  let count = 0;
  for await (const view of views) {
    for (let offset = 0; offset < view.length;) offset += await file.write(view.subarray(offset));
    count += view.length;
  }
  return count;
}

/**
 * Sends everything to a web stream, and closes it.
 *
 * @param readable the bytes.
 * @param destination where to.
 * @returns how many bytes were sent.
 */
export async function pipeToWritable(
  readable: ReadableStream<Uint8Array<ArrayBuffer>>,
  destination: WritableStream<Uint8Array>,
): Promise<number> {
  let count = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      count += chunk.length;
      controller.enqueue(chunk);
    },
  });
  await readable.pipeThrough(counted).pipeTo(destination);
  return count;
}

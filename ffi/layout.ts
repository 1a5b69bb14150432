/**
 * The structs that TypeScript and C share. Each is described once here, field by field in C's order; sizes and offsets
 * follow from the usual rules of alignment and are compared with C's own (`aria_layout`) when the library is loaded, so
 * a difference is an error at the door and not a wrong number somewhere inside.
 *
 * @module
 */

type FieldType = "u32" | "i32" | "u64" | "i64";

/** One struct: its size and the offset of every field, in bytes. */
export interface Layout<Name extends string> {
  readonly name: string;
  readonly size: number;
  readonly offsets: Readonly<Record<Name, number>>;
  readonly types: Readonly<Record<Name, FieldType>>;
}

function layout<Name extends string>(name: string, fields: Record<Name, FieldType>): Layout<Name> {
  const offsets = {} as Record<Name, number>;
  let offset = 0;
  let alignment = 4;
  for (const field of Object.keys(fields) as Name[]) {
    const width = fields[field].endsWith("64") ? 8 : 4;
    alignment = Math.max(alignment, width);
    offset = Math.ceil(offset / width) * width;
    offsets[field] = offset;
    offset += width;
  }
  return { name, size: Math.ceil(offset / alignment) * alignment, offsets, types: fields };
}

/** `aria_handle_info` */
export const HANDLE_INFO = layout("aria_handle_info", {
  kind: "u32",
  readable: "u32",
  writable: "u32",
  inherited: "u32",
});

/** `aria_reactor_stats` */
export const REACTOR_STATS = layout("aria_reactor_stats", {
  sources: "u64",
  bytes: "u64",
  wakeups: "u64",
  busyNs: "u64",
});

/** `aria_stream_options` */
export const STREAM_OPTIONS = layout("aria_stream_options", {
  id: "u32",
  direction: "u32",
  overflow: "u32",
  reserved: "u32",
  capacity: "u64",
});

/** `aria_span` */
export const SPAN = layout("aria_span", {
  base: "u64",
  mapped: "u64",
  position: "u64",
  length: "u64",
  offset: "u64",
  gap: "u64",
  mapping: "u32",
  state: "u32",
  error: "i32",
  over: "u32",
});

/** `aria_stream_stats` */
export const STREAM_STATS = layout("aria_stream_stats", {
  bytesIn: "u64",
  bytesOut: "u64",
  operations: "u64",
  stalls: "u64",
  stalledNs: "u64",
  dropped: "u64",
  firstByteNs: "u64",
  lastByteNs: "u64",
  waitingSinceNs: "u64",
  state: "u32",
  truncated: "u32",
  stalled: "u32",
  reserved: "u32",
});

/** `aria_stream_plan` */
export const STREAM_PLAN = layout("aria_stream_plan", { kind: "u32", pipeSize: "u32", value: "i64" });

/** `aria_spawn_spec`, without the six stream plans that end it. */
export const SPAWN_SPEC_HEAD = layout("aria_spawn_spec", {
  size: "u32",
  flags: "u32",
  program: "u32",
  cwd: "u32",
  args: "u32",
  argsCount: "u32",
  env: "u32",
  envCount: "u32",
  uid: "i64",
  gid: "i64",
  keeper: "u64",
});

/** `aria_spawn_result`; `ends` is six handles of 8 bytes each. */
export const SPAWN_RESULT = layout("aria_spawn_result", {
  process: "u64",
  pid: "u64",
  ends: "i64",
  end1: "i64",
  end2: "i64",
  end3: "i64",
  end4: "i64",
  end5: "i64",
  step: "u32",
  stepStream: "u32",
});

/** `aria_exit` */
export const EXIT = layout("aria_exit", {
  ended: "u32",
  code: "i32",
  signal: "i32",
  coreDumped: "u32",
  startedUnixMs: "u64",
  durationNs: "u64",
  userUs: "u64",
  systemUs: "u64",
  maxRss: "u64",
});

/** `aria_edge_stats` */
export const EDGE_STATS = layout("aria_edge_stats", {
  bytesIn: "u64",
  bytesOut: "u64",
  operations: "u64",
  stalls: "u64",
  stalledNs: "u64",
  firstByteNs: "u64",
  lastByteNs: "u64",
  ended: "u32",
  mode: "u32",
  error: "i32",
  broken: "u32",
});

/** The whole of `aria_spawn_spec`: its head and six plans. */
export const SPAWN_SPEC_SIZE: number = SPAWN_SPEC_HEAD.size + 6 * STREAM_PLAN.size;

/**
 * The numbers that `aria_layout` must report: for each struct in the header's order its size and its fields' offsets.
 * Arrays count as one field.
 *
 * @returns the expected numbers.
 */
export function expectedLayout(): number[] {
  const numbers: number[] = [];
  const all: Layout<string>[] = [HANDLE_INFO, REACTOR_STATS, STREAM_OPTIONS, SPAN, STREAM_STATS, STREAM_PLAN];
  for (const each of all) numbers.push(each.size, ...Object.values(each.offsets));
  numbers.push(SPAWN_SPEC_SIZE, ...Object.values(SPAWN_SPEC_HEAD.offsets), SPAWN_SPEC_HEAD.size);
  const { process, pid, ends, step, stepStream } = SPAWN_RESULT.offsets;
  numbers.push(SPAWN_RESULT.size, process, pid, ends, step, stepStream);
  for (const each of [EXIT, EDGE_STATS] as Layout<string>[]) numbers.push(each.size, ...Object.values(each.offsets));
  return numbers;
}

/** A block of memory with the layout of one struct, to be filled by C and read here. */
export class Struct<Name extends string> {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #layout: Layout<Name>;

  /** @param layout the struct it holds. */
  constructor(layout: Layout<Name>) {
    this.bytes = new Uint8Array(layout.size);
    this.#view = new DataView(this.bytes.buffer);
    this.#layout = layout;
  }

  /**
   * Reads a field as a number: 64-bit fields hold sizes, counts and times far below 2^53.
   *
   * @param field its name.
   * @returns its value.
   */
  get(field: Name): number {
    const offset = this.#layout.offsets[field];
    switch (this.#layout.types[field]) {
      case "u32":
        return this.#view.getUint32(offset, true);
      case "i32":
        return this.#view.getInt32(offset, true);
      case "u64":
        return this.#view.getUint32(offset, true) + this.#view.getUint32(offset + 4, true) * 2 ** 32;
      default:
        return this.#view.getUint32(offset, true) + this.#view.getInt32(offset + 4, true) * 2 ** 32;
    }
  }

  /**
   * Reads a 64-bit field exactly, as an address must be.
   *
   * @param field its name.
   * @returns its value.
   */
  address(field: Name): bigint {
    return this.#view.getBigUint64(this.#layout.offsets[field], true);
  }

  /**
   * Writes a field.
   *
   * @param field its name.
   * @param value a 32-bit number, or a whole number below 2^53 for a 64-bit field.
   */
  set(field: Name, value: number): void {
    const offset = this.#layout.offsets[field];
    if (this.#layout.types[field].endsWith("64")) this.#view.setBigInt64(offset, BigInt(value), true);
    else this.#view.setUint32(offset, value, true);
  }

  /** @returns every field as a number. */
  read(): Record<Name, number> {
    const values = {} as Record<Name, number>;
    for (const field in this.#layout.offsets) values[field] = this.get(field);
    return values;
  }
}

/**
 * Framings: how messages are told apart in a stream of bytes.
 *
 * @module
 */

export { Codec, type Framing, isNoise, type Payload } from "./codec.ts";
export { ContentLengthDecoder } from "./content_length.ts";
export { DecodeError, type Frame, type FrameDecoder, sampleOf } from "./decoder.ts";
export { LineDecoder } from "./json_lines.ts";
export { LengthPrefixedDecoder } from "./length_prefixed.ts";
export { Outbox } from "./outbox.ts";
export { TextLineDecoder } from "./text_lines.ts";

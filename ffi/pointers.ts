/**
 * Addresses of the library's objects, and memory seen through them.
 *
 * @module
 */

import type { Pointer } from "./symbols.ts";

/**
 * The object at an address.
 *
 * @param address which is not 0.
 */
export function pointerAt(address: bigint): Pointer {
  return Deno.UnsafePointer.create(address)!;
}

/**
 * The address of an object.
 *
 * @param pointer to the object; null is 0.
 */
export function addressOf(pointer: Pointer | null): bigint {
  return Deno.UnsafePointer.value(pointer);
}

/**
 * Memory of the library, seen without a copy. It must be detached before the library frees it.
 *
 * @param address where it begins.
 * @param length in bytes.
 */
export function memoryAt(address: bigint, length: number): ArrayBuffer {
  return Deno.UnsafePointerView.getArrayBuffer(pointerAt(address), length);
}

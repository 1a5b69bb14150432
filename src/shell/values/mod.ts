/**
 * The values of running programs: arithmetic, order and equality, conversions, texts. The table in `types/types.ts`
 * says what each type's values look like.
 *
 * Generated code computes
 *
 * - integers up to 32 bits by JavaScript's operators and the wraps of `small.ts`,
 * - `int64` and `uint64` by the functions of `int64.ts` and `uint64.ts`, whose names end with the type's,
 * - TBB by `tbbArithmetic(bits, placeOf)`, floats by JavaScript's operators (of 32 bits with `Math.fround`),
 * - comparisons of integers and floats by JavaScript's operators, of TBB and strings by `compare.ts`, of all that has
 *   contents by `equalValues`.
 *
 * @module
 */

export { arithmeticOf } from "./arithmetic.ts";
export { compareNumbers, compareOf, compareStrings, compareTbb, equalTbb, type Order } from "./compare.ts";
export { type Cast, castOf, fits, integerOf, limitsOf } from "./convert.ts";
export { box, type Boxer, boxerOf, functionTypeOf, typedFunction, typeOfDyn } from "./dyn.ts";
export { equalValues } from "./equal.ts";
export { formatFloat } from "./floats.ts";
export { formatDyn, formatNested, type Formatter, formatterOf, formatValue } from "./format.ts";
export * from "./int64.ts";
export { toJson } from "./json.ts";
export * from "./kinds.ts";
export { readJson } from "./read_json.ts";
export { readFloat, readInteger } from "./read_numbers.ts";
export { sameType } from "./same_type.ts";
export * from "./small.ts";
export { characterAt, decodeText, encodeText, lengthOf, sliceString } from "./strings.ts";
export { type Arithmetic, type PlaceOf, tbbArithmetic } from "./tbb.ts";
export { describeType, typeText } from "./type_text.ts";
export * from "./uint64.ts";
export { Mismatch, unbox, type Unboxer, unboxerOf } from "./unbox.ts";
export { zeroOf } from "./zero.ts";

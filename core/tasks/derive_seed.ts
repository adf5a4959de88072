/**
 * Derives a seed from several parts. The same parts give the same seed, other parts another, so generators for
 * different purposes, seeded in this way, are independent.
 *
 * Two lanes of FNV-1a over the parts as UTF-16, each finalized as in MurmurHash3, give 53 bits.
 */
export function deriveSeed(...parts: readonly (string | number)[]): number {
  const text = JSON.stringify(parts);
  let [low, high] = [0x811c9dc5, 0x2f0b4c47];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
  }
  return (stir(high ^ (low >>> 15)) & 0x1f_ffff) * 0x1_0000_0000 + stir(low ^ (high >>> 13));
}

function stir(value: number): number {
  let stirred = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  stirred = Math.imul(stirred ^ (stirred >>> 13), 0xc2b2ae35);
  return (stirred ^ (stirred >>> 16)) >>> 0;
}

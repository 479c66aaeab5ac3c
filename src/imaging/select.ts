/**
 * Partially sorts `values` between `left` and `right` (inclusive) so that `values[k]` is what sorting would put there,
 * nothing greater before it and nothing smaller after it. Linear time on average.
 *
 * Source: Floyd & Rivest 1975, "Algorithm 489: SELECT", CACM 18(3), 173. Values must not be NaN.
 */
export function select(values: Float32Array, k: number, left = 0, right = values.length - 1): void {
  while (right > left) {
    if (right - left > 600) {
      const n = right - left + 1;
      const i = k - left + 1;
      const z = Math.log(n);
      const s = 0.5 * Math.exp((2 * z) / 3);
      const sd = 0.5 * Math.sqrt((z * s * (n - s)) / n) * (i - n / 2 < 0 ? -1 : 1);
      const newLeft = Math.max(left, Math.floor(k - (i * s) / n + sd));
      const newRight = Math.min(right, Math.floor(k + ((n - i) * s) / n + sd));
      select(values, k, newLeft, newRight);
    }
    const pivot = values[k];
    let i = left;
    let j = right;
    values[k] = values[left];
    values[left] = pivot;
    if (values[right] > pivot) {
      values[left] = values[right];
      values[right] = pivot;
    }
    while (i < j) {
      const held = values[i];
      values[i] = values[j];
      values[j] = held;
      i++;
      j--;
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
    }
    if (values[left] === pivot) {
      const held = values[left];
      values[left] = values[j];
      values[j] = held;
    } else {
      j++;
      const held = values[j];
      values[j] = values[right];
      values[right] = held;
    }
    if (j <= k) left = j + 1;
    if (k <= j) right = j - 1;
  }
}

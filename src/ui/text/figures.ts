/** An instant of the simulated clock, in milliseconds, as `mm:ss.mmm` (`h:mm:ss.mmm` after an hour). */
export function clockText(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds));
  const hours = Math.floor(total / 3_600_000);
  const minutes = Math.floor(total / 60_000) % 60;
  const seconds = Math.floor(total / 1000) % 60;
  const tail = `${two(minutes)}:${two(seconds)}.${String(total % 1000).padStart(3, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A duration in milliseconds for people: `0.42 ms`, `18 ms`, `2.5 s`, `3 min 4 s`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 10) return `${trim(milliseconds, 2)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${trim(milliseconds / 1000, 1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** How long after something else: as fine as messages follow each other, also when it is long after. */
export function sinceText(milliseconds: number): string {
  if (milliseconds < 1000) return durationText(milliseconds);
  return milliseconds < 60_000 ? `${(milliseconds / 1000).toFixed(3)} s` : clockText(milliseconds);
}

export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${trim(bytes / 1024, 1)} KiB` : `${trim(bytes / 1024 / 1024, 1)} MiB`;
}

export function speedText(speed: number): string {
  return `${trim(speed, 2)} ×`;
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

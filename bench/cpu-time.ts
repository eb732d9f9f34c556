/** Seconds of CPU that the whole process has taken since, garbage collection and compilation included. */
export function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

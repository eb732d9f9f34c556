/** Addresses for pods out of the machine's range, one after another as CNI's host-local plugin gives them; .1 is the bridge. */
export class PodNetwork {
  private prefix = '';
  private size = 0;
  private last = 1;
  private readonly used = new Set<string>();

  constructor(cidr: string) {
    this.assign(cidr);
  }

  assign(cidr: string): void {
    const [address = '', bits = '24'] = cidr.split('/');
    const prefix = address.split('.').slice(0, 3).join('.');
    if (prefix === this.prefix) return;
    this.prefix = prefix;
    this.size = Math.min(256, 2 ** (32 - Number(bits)));
    this.last = 1;
  }

  /** Undefined when all are taken. */
  allocate(): string | undefined {
    for (let tries = 0; tries < this.size; tries++) {
      this.last = this.last + 1 < this.size - 1 ? this.last + 1 : 2;
      const address = `${this.prefix}.${this.last}`;
      if (this.used.has(address)) continue;
      this.used.add(address);
      return address;
    }
    return undefined;
  }

  release(address: string): void {
    this.used.delete(address);
  }
}

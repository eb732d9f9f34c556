/** etcd's key space as one would write it down first: a whole copy per revision. Slow, and hard to get wrong. */
interface Row {
  readonly key: string;
  readonly value: unknown;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
}

export class NaiveStore {
  readonly revisions: ReadonlyMap<string, Row>[] = [new Map(), new Map()];
  compacted = -1;

  get revision(): number {
    return this.revisions.length - 1;
  }

  /** Puts and deletions of one transaction. */
  write(changes: readonly { readonly key: string; readonly value?: unknown; readonly gone?: boolean }[]): void {
    const next = new Map(this.revisions[this.revision]);
    const revision = this.revision + 1;
    let wrote = false;
    for (const { key, value, gone } of changes) {
      const old = next.get(key);
      if (gone) wrote = next.delete(key) || wrote;
      else {
        next.set(key, { key, value, createRevision: old?.createRevision ?? revision, modRevision: revision, version: (old?.version ?? 0) + 1 });
        wrote = true;
      }
    }
    if (wrote) this.revisions.push(next);
  }

  range(from: string, to: string | undefined, revision: number): Row[] {
    const rows = [...this.revisions[revision || this.revision]!.values()];
    const inside = rows.filter(({ key }) => (to === undefined ? key === from : key >= from && key < to));
    return inside.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** `key@revision=value`, or `key@revision gone`, of every change from a revision on. */
  history(from: number): string[] {
    const lines: string[] = [];
    for (let revision = Math.max(from, 2); revision <= this.revision; revision++) {
      const [before, after] = [this.revisions[revision - 1]!, this.revisions[revision]!];
      for (const { key, value, modRevision } of after.values()) if (modRevision === revision) lines.push(`${key}@${revision}=${String(value)}`);
      for (const key of before.keys()) if (!after.has(key)) lines.push(`${key}@${revision} gone`);
    }
    return lines;
  }
}

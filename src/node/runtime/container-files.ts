import type { Mount } from './cri';

/** Contents by path below a volume's root. */
export type VolumeFiles = Readonly<Record<string, string>>;

/** The volumes of a machine's pods: shared by a pod's containers, they outlive each of them. */
export class PodVolumes {
  private readonly volumes = new Map<string, VolumeFiles>();

  /** What is in the volume; a volume nobody wrote to has what it was mounted with, and a part of one that can't be written to keeps it. */
  read(podUid: string, { volume, disk, files, subPath, readOnly }: Mount): VolumeFiles {
    if (disk !== undefined) return this.volumes.get(diskKey(disk)) ?? files;
    if (subPath !== undefined && readOnly) return files;
    return this.volumes.get(`${podUid}/${volume}`) ?? files;
  }

  /** A folder of the machine, or of a disk: other pods see it too, and those that come later. */
  writeDisk(disk: string, files: VolumeFiles): void {
    this.volumes.set(diskKey(disk), files);
  }

  write(podUid: string, volume: string, files: VolumeFiles): void {
    this.volumes.set(`${podUid}/${volume}`, files);
  }

  forget(podUid: string): void {
    for (const key of this.volumes.keys()) if (key.startsWith(`${podUid}/`)) this.volumes.delete(key);
  }
}

/** A container's file system: its own writable layer over the volumes that are mounted into it. */
export class ContainerFiles {
  private readonly own = new Map<string, string>();
  /** Symbolic links: where each leads. */
  private readonly links = new Map<string, string>();
  private readonly podUid: string;
  private readonly volumes: PodVolumes;
  /** Deepest first, so that a mount inside a mount is found. */
  private readonly mounts: readonly Mount[];

  constructor(podUid: string, volumes: PodVolumes, mounts: readonly Mount[]) {
    this.podUid = podUid;
    this.volumes = volumes;
    this.mounts = mounts.length < 2 ? mounts : [...mounts].sort((a, b) => b.path.length - a.path.length);
  }

  /** Where a name leads when links are followed. */
  resolve(name: string): string {
    const path = absolute(name);
    return this.links.size === 0 ? path : this.follow(path, MOST_LINKS);
  }

  private follow(path: string, most: number): string {
    for (const [link, target] of this.links)
      if (most > 0 && (path === link || path.startsWith(`${link}/`)))
        return this.follow(absolute(target + path.slice(link.length)), most - 1);
    return path;
  }

  linkOf(name: string): string | undefined {
    return this.links.get(absolute(name));
  }

  link(name: string, target: string): void {
    const path = absolute(name);
    this.own.delete(path);
    this.links.set(path, target.startsWith('/') ? target : absolute(`${path.replace(/[^/]*$/, '')}${target}`));
  }

  read(name: string): string | undefined {
    const path = this.resolve(name);
    const mount = this.mountOf(path);
    return mount ? this.volumes.read(this.podUid, mount)[inVolume(mount, path)] : this.own.get(path);
  }

  /** Why it can't be written; undefined where it could. */
  write(name: string, content: string): string | undefined {
    const path = this.resolve(name);
    const mount = this.mountOf(path);
    if (!mount) this.own.set(path, content);
    else if (mount.readOnly) return 'Read-only file system';
    else this.change(mount, { ...this.volumes.read(this.podUid, mount), [inVolume(mount, path)]: content });
    return undefined;
  }

  /** Why it can't be removed. */
  remove(name: string): string | undefined {
    const path = absolute(name);
    if (this.links.delete(path)) return undefined;
    const mount = this.mountOf(path);
    if (!mount) return this.own.delete(path) || this.own.delete(`${path}/`) ? undefined : 'No such file or directory';
    const { [this.nameIn(mount, path)]: removed, ...rest } = this.volumes.read(this.podUid, mount);
    if (removed === undefined) return 'No such file or directory';
    if (mount.readOnly) return 'Read-only file system';
    this.change(mount, rest);
    return undefined;
  }

  /** Names directly in a folder. */
  list(folder: string): readonly string[] {
    const prefix = this.resolve(folder).replace(/\/?$/, '/');
    const names = new Set<string>();
    for (const path of this.paths()) if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split('/')[0]!);
    names.delete('');
    return [...names].sort();
  }

  /** Whether there is such a folder: something lies in it, or it is a volume's root. */
  isFolder(name: string): boolean {
    const path = this.resolve(name).replace(/(.)\/$/, '$1');
    if (STANDARD_FOLDERS.has(path) || this.own.get(`${path}/`) !== undefined) return true;
    const isRoot = this.mounts.some((mount) => mount.path.startsWith(path) && !isFile(mount));
    return isRoot || this.list(path).length > 0 || [...this.paths()].includes(`${path}/`);
  }

  /** Why it can't be made. An empty folder is a name that ends with a slash. */
  makeFolder(name: string): string | undefined {
    const path = this.resolve(name);
    const mount = this.mountOf(path);
    if (this.isFolder(path)) return undefined;
    if (!mount) this.own.set(`${path}/`, '');
    else if (mount.readOnly) return 'Read-only file system';
    else this.change(mount, { ...this.volumes.read(this.podUid, mount), [`${inVolume(mount, path)}/`]: '' });
    return undefined;
  }

  /** All files below a folder, and empty folders with a slash at their end. */
  below(folder: string): readonly string[] {
    const prefix = this.resolve(folder).replace(/\/?$/, '/');
    return [...this.paths()].filter((path) => path.startsWith(prefix) && path !== prefix).sort();
  }

  private *paths(): Iterable<string> {
    yield* this.own.keys();
    yield* this.links.keys();
    for (const mount of this.mounts) {
      const root = mount.path.replace(/\/$/, '');
      for (const name of Object.keys(this.volumes.read(this.podUid, mount))) {
        if (mount.subPath === undefined) yield `${root}/${name}`;
        else if (name === mount.subPath) yield root;
        else if (name.startsWith(`${mount.subPath}/`)) yield `${root}${name.slice(mount.subPath.length)}`;
      }
    }
  }

  /** Of a file in a volume, or of an empty folder. */
  private nameIn(mount: Mount, path: string): string {
    const name = inVolume(mount, path);
    return name in this.volumes.read(this.podUid, mount) ? name : `${name}/`;
  }

  private mountOf(path: string): Mount | undefined {
    return this.mounts.find((mount) => path === mount.path || path.startsWith(mount.path.replace(/\/?$/, '/')));
  }

  private change(mount: Mount, files: VolumeFiles): void {
    if (mount.disk !== undefined) this.volumes.writeDisk(mount.disk, files);
    else this.volumes.write(this.podUid, mount.volume, files);
  }
}

const diskKey = (disk: string): string => `disk ${disk}`;

/** Links that lead to links. */
const MOST_LINKS = 8;

const STANDARD_FOLDERS = new Set(['/', '/bin', '/dev', '/etc', '/home', '/proc', '/root', '/tmp', '/usr', '/var']);

function isFile({ subPath, files }: Mount): boolean {
  return subPath !== undefined && files[subPath] !== undefined;
}

function inVolume({ path: root, subPath }: Mount, path: string): string {
  const rest = path.slice(root.replace(/\/$/, '').length + 1);
  if (subPath === undefined) return rest;
  return rest === '' ? subPath : `${subPath}/${rest}`;
}

/** A path from the root, without `.`, `..` and doubled slashes. */
function absolute(name: string): string {
  if (name.startsWith('/') && !/\/\.{0,2}(\/|$)/.test(name)) return name;
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

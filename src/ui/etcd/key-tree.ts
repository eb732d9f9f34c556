import type { KeyView } from '../../session/protocol';

/** A row of the tree: a folder with what lies in it, or a key. */
export type TreeRow =
  | {
      readonly kind: 'folder';
      readonly path: string;
      readonly name: string;
      readonly depth: number;
      readonly open: boolean;
      readonly keys: number;
      /** The newest write in it. */
      readonly revision: number;
    }
  | {
      readonly kind: 'key';
      readonly path: string;
      readonly name: string;
      readonly depth: number;
      readonly view: KeyView;
    };

interface Folder {
  readonly path: string;
  readonly name: string;
  readonly folders: Map<string, Folder>;
  readonly keys: { readonly name: string; readonly view: KeyView }[];
  count: number;
  revision: number;
}

function folderAt(path: string, name: string): Folder {
  return { path, name, folders: new Map(), keys: [], count: 0, revision: 0 };
}

/** Keys whose name contains each word of the filter. */
export function matchesFilter(key: string, filter: string): boolean {
  const text = key.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/**
 * Keys as a tree, in etcd's order, as far as it is open. A folder that holds nothing but one folder is one row with it.
 * @param open paths of open folders. With a filter all that matches is open.
 */
export function keyTree(views: Iterable<KeyView>, filter: string, open: ReadonlySet<string>): readonly TreeRow[] {
  const root = folderAt('', '');
  for (const view of views) if (matchesFilter(view.key, filter)) put(root, view);
  const rows: TreeRow[] = [];
  for (const folder of sortedFolders(root)) addFolder(folder, 0, filter !== '', open, rows);
  for (const key of sortedKeys(root))
    rows.push({ kind: 'key', path: key.view.key, name: key.name, depth: 0, view: key.view });
  return rows;
}

function put(root: Folder, view: KeyView): void {
  const parts = view.key.split('/').filter((part) => part !== '');
  const name = parts.pop() ?? view.key;
  let folder = root;
  for (const part of parts) {
    folder.count++;
    folder.revision = Math.max(folder.revision, view.revision);
    let inner = folder.folders.get(part);
    if (!inner) folder.folders.set(part, (inner = folderAt(`${folder.path}/${part}`, part)));
    folder = inner;
  }
  folder.count++;
  folder.revision = Math.max(folder.revision, view.revision);
  folder.keys.push({ name, view });
}

function addFolder(first: Folder, depth: number, all: boolean, open: ReadonlySet<string>, rows: TreeRow[]): void {
  let folder = first;
  let name = folder.name;
  while (folder.keys.length === 0 && folder.folders.size === 1) {
    const [only] = folder.folders.values();
    if (!only) break;
    folder = only;
    name = `${name}/${only.name}`;
  }
  const isOpen = all || open.has(folder.path);
  const { path, count: keys, revision } = folder;
  rows.push({ kind: 'folder', path, name, depth, open: isOpen, keys, revision });
  if (!isOpen) return;
  for (const inner of sortedFolders(folder)) addFolder(inner, depth + 1, all, open, rows);
  for (const key of sortedKeys(folder))
    rows.push({ kind: 'key', path: key.view.key, name: key.name, depth: depth + 1, view: key.view });
}

/** etcd orders by bytes, which for these names is by code unit. */
const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);

function sortedFolders(folder: Folder): readonly Folder[] {
  return [...folder.folders.values()].sort(byName);
}

function sortedKeys(folder: Folder): Folder['keys'] {
  return folder.keys.sort(byName);
}

/** The folders that lead to a key. */
export function foldersOf(key: string): readonly string[] {
  const parts = key.split('/').slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

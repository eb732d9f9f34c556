import type { Component } from '../simulation';

export interface Context {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
}

/** What kubeadm calls the one context of its administrator's file, and what belongs to it. */
export const administratorContext = {
  name: 'kubernetes-admin@kubernetes',
  cluster: 'kubernetes',
  user: 'kubernetes-admin',
};

/** A cluster or a user, with the fields that the file has of it. */
export interface KubeconfigEntry {
  readonly name: string;
  readonly fields: Readonly<Record<string, string | boolean | object>>;
}

/** What stands in the laptop's `~/.kube/config`; certificates and keys are words that stand for them. */
export interface KubeconfigContent {
  readonly currentContext: string;
  readonly contexts: readonly Context[];
  readonly clusters: readonly KubeconfigEntry[];
  readonly users: readonly KubeconfigEntry[];
}

/** The file, on the laptop's disk: what `kubectl config` writes is there for the next command. */
export class KubeconfigFile {
  private readonly component: Component;
  readonly file: string;
  /** What was in the file before anybody changed it. */
  readonly first: KubeconfigContent;

  constructor(component: Component, file: string, first: KubeconfigContent) {
    this.component = component;
    this.file = file;
    this.first = first;
  }

  get content(): KubeconfigContent {
    return (this.component.disk.read(this.file) as KubeconfigContent | undefined) ?? this.first;
  }

  write(content: KubeconfigContent): void {
    this.component.disk.write(this.file, content);
  }

  get current(): Context | undefined {
    return this.context(this.content.currentContext);
  }

  context(name: string): Context | undefined {
    return this.content.contexts.find((context) => context.name === name);
  }
}

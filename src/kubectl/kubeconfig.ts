import type { Component } from '../simulation';

export interface Context {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
}

/** What stands in the laptop's `~/.kube/config`; certificates and keys are left out. */
export interface KubeconfigContent {
  readonly currentContext: string;
  readonly contexts: readonly Context[];
  readonly server: string;
}

/** The file, on the laptop's disk: what `kubectl config` writes is there for the next command. */
export class KubeconfigFile {
  private readonly component: Component;
  readonly file: string;
  private readonly first: KubeconfigContent;

  /** @param first what is in the file before anybody changed it */
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

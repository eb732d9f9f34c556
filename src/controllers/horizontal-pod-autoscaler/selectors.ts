import type { Pod } from '../../api';
import type { Selector } from '../../apimachinery';
import { matchesSelector } from '../../apimachinery';

/** Which pods each autoscaler scales, as far as it has been looked at: two must not scale the same. */
export class ScaledSelectors {
  private readonly selectors = new Map<string, Selector>();

  /** Takes note of an autoscaler's pods, and names all autoscalers of them, this one first. */
  claim(key: string, selector: Selector, pods: readonly Pod[]): readonly string[] {
    this.selectors.set(key, selector);
    const [namespace] = key.split('/');
    const own = pods.filter(
      ({ metadata }) => metadata.namespace === namespace && matchesSelector(selector, metadata.labels),
    );
    const others = [...this.selectors].filter(([other, theirs]) => {
      if (other === key || other.split('/')[0] !== namespace) return false;
      return own.some(({ metadata }) => matchesSelector(theirs, metadata.labels));
    });
    return [key, ...others.map(([other]) => other)];
  }

  forget(key: string): void {
    this.selectors.delete(key);
  }
}

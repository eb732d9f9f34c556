import '../text/later-english';
import { keyGroups, keyTable } from '../keys';
import { Dialog } from '../parts/dialog';
import { openSheet } from '../palette/open-palette';
import { useText } from '../text/language';

/** Every key and what it does; fetched when somebody asks. */
export function Keys({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  return (
    <Dialog title={text('header.keys')} onClose={onClose}>
      {keyGroups.map((group) => (
        <section key={group.id} className="key-group">
          <h3 className="label">{text(group.title)}</h3>
          <dl className="keys">
            {keyTable
              .filter((row) => row.group === group.id)
              .map((row) => (
                <div key={row.id}>
                  <dt>
                    <kbd>{row.shown}</kbd>
                  </dt>
                  <dd>{text(row.does)}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <div className="dialog-buttons">
        <button type="button" className="button lined" onClick={() => openSheet('simplified')}>
          {text('header.simplified')}
        </button>
        <button type="button" className="button lined" onClick={() => openSheet('new-cluster')}>
          {text('header.newCluster')}
        </button>
      </div>
    </Dialog>
  );
}

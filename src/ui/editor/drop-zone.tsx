import { type DragEvent, type ReactNode, useState } from 'react';
import { useText } from '../text/language';

const bringsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

/** Files that are dragged over the pane are shown where they may be dropped. */
export function DropZone(props: { readonly onSay: (words: readonly string[]) => void; readonly children: ReactNode }) {
  const text = useText();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    const files = [...event.dataTransfer.files];
    void import('./import-files').then(async ({ importFiles }) => props.onSay(await importFiles(files)));
  };
  const drag = (event: DragEvent) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  const leave = (event: DragEvent) => {
    const to = event.relatedTarget;
    if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false);
  };
  return (
    <div
      className="drop-zone"
      onDragEnterCapture={drag}
      onDragOverCapture={drag}
      onDragLeave={leave}
      onDropCapture={drop}
    >
      {props.children}
      {over && (
        <div className="drop-here">
          <b>{text('editor.drop')}</b>
          <span>{text('editor.dropWords')}</span>
        </div>
      )}
    </div>
  );
}

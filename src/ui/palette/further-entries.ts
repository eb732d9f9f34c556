import { downloadActive, downloadAll } from '../editor/downloads';
import { activeFile, closeFile, openText, reopenFile, useFiles } from '../editor/files';
import { AHEAD, aheadText } from '../history/ahead';
import { breakpointText } from '../history/breakpoints';
import { setBreakpoints, useBreakpoints } from '../state/breakpoints';
import { openPane } from '../state/panes';
import { runAhead } from '../state/session';
import { downloadRecord } from '../survival/survival';
import type { Text } from '../text/language';
import type { Entry } from './entries';
import { openSheet } from './open-palette';

/** What the strip of the history offers: to run ahead, and what stops the clock. */
export function timeEntries(text: Text): Entry[] {
  const { list } = useBreakpoints.getState();
  return [
    ...AHEAD.map((ahead) => ({
      id: `ahead ${ahead}`,
      title: text('palette.ahead', { ahead: aheadText(text, ahead) }),
      words: 'run ahead',
      run: () => runAhead(ahead),
    })),
    ...list.map((breakpoint) => {
      const when = breakpointText(text, breakpoint);
      return {
        id: `stop ${breakpoint.id}`,
        title: breakpoint.on ? text('palette.stopNoMore', { when }) : text('palette.stop', { when }),
        words: 'breakpoint',
        run: () =>
          setBreakpoints(list.map((each) => (each.id === breakpoint.id ? { ...each, on: !breakpoint.on } : each))),
      };
    }),
    {
      id: 'breakpoints',
      title: text('history.breakpoints'),
      words: 'breakpoints',
      run: () => openSheet('breakpoints'),
    },
  ];
}

/** What the menu of files offers. */
export function fileEntries(text: Text): Entry[] {
  const { name } = activeFile(useFiles.getState());
  const [closed] = useFiles.getState().closed;
  const newFile = () => {
    openPane('editor');
    openText('manifest.yaml', '');
  };
  const entries: Entry[] = [{ id: 'new file', title: text('editor.emptyFile'), words: 'new empty file', run: newFile }];
  if (closed)
    entries.push({
      id: 'reopen',
      title: text('editor.reopen', { name: closed.name }),
      words: 'reopen',
      run: reopenFile,
    });
  if (name !== '')
    entries.push(
      { id: 'close', title: text('editor.closeFile', { name }), words: 'close file', run: () => closeFile(name) },
      { id: 'download', title: text('editor.download', { name }), words: 'download', run: downloadActive },
      { id: 'download all', title: text('editor.downloadAll'), words: 'download archive', run: downloadAll },
    );
  return [
    ...entries,
    { id: 'download record', title: text('survival.download'), words: 'download record session', run: downloadRecord },
  ];
}

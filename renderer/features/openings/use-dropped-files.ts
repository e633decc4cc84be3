import { useEffect } from 'react';
import { useStores } from '../../state/use-stores.ts';

/** A poll file that is dropped anywhere onto the window opens. Any other file would be shown in place of the window. */
export function useDroppedFiles(): void {
  const { openings, toasts } = useStores();
  useEffect(() => {
    const keep = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      keep(event);
      const files = [...(event.dataTransfer?.files ?? [])];
      const file = files.find(({ name }) => name.toLowerCase().endsWith('.kpoll'));
      if (file !== undefined) void openings.getState().openFile(file);
      else if (files.length > 0) toasts.getState().add({ tone: 'info', text: 'Only poll files (.kpoll) can be dropped here.' });
    };
    window.addEventListener('dragover', keep);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', keep);
      window.removeEventListener('drop', drop);
    };
  }, [openings, toasts]);
}

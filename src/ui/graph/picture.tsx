import '@xyflow/react/dist/base.css';
import { type Node, ReactFlow, ReactFlowProvider, ViewportPortal } from '@xyflow/react';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { BootCard, BootProgress } from '../boot/boot-strip';
import { onPaneKey } from '../keys';
import { useFetchedSoon } from '../parts/fetched-soon';
import { usePreferences } from '../state/preferences';
import { useScreen } from '../state/screen';
import { GraphBar } from './graph-bar';
import { NEAREST } from './detail';
import { HopField } from './hop-field';
import { HopPills } from './hop-pills';
import { DotsLeftOut, Legend } from './legend';
import { type MachineData, MachineNode, SmallNode } from './machine-node';
import { Overview } from './overview';
import { type TrayData, TrayNode } from './tray-node';
import { type Scene, useScene } from './use-layout';
import { useView, type ViewControls } from './viewport';
import { Wires } from './wires';
import { useText } from '../text/language';
import { moveInPicture } from './roving';

type SceneNode = Node<MachineData, 'machine' | 'small'> | Node<TrayData, 'tray'>;

const nodeTypes = { machine: MachineNode, small: SmallNode, tray: TrayNode };
const noEdges: never[] = [];

const fetchOwnership = () => import('../ownership/ownership-view');
const fetchTraffic = () => import('../traffic/traffic-view');
const fetchOthers = () => Promise.all([fetchOwnership(), fetchTraffic()]);
const OwnershipView = lazy(async () => ({ default: (await fetchOwnership()).OwnershipView }));
const TrafficView = lazy(async () => ({ default: (await fetchTraffic()).TrafficView }));
/** The first picture comes first; the others are there before anybody asks for them. */
const OTHERS_AFTER_MILLISECONDS = 4000;

/** The same state in three orders: where things run, who owns whom, who calls whom. */
export function Picture() {
  useFetchedSoon(fetchOthers, OTHERS_AFTER_MILLISECONDS);
  const view = usePreferences((state) => state.graphView);
  if (view === 'architecture')
    return (
      <ReactFlowProvider>
        <Graph />
      </ReactFlowProvider>
    );
  return (
    <>
      <GraphBar>{null}</GraphBar>
      <div className="flow" id="cluster-view" role="tabpanel" onKeyDown={moveInPicture}>
        <Suspense fallback={null}>{view === 'ownership' ? <OwnershipView /> : <TrafficView />}</Suspense>
      </div>
      <div className="graph-foot">
        <Legend view={view} />
      </div>
    </>
  );
}

function Graph() {
  const scene = useScene();
  const nodes = useMemo(() => nodesOf(scene), [scene]);
  const view = useView(scene.layout);
  const booting = useScreen(
    (screen) => screen.clock.mode === 'booting' && screen.world.machines.size > 0 && screen.crash === null,
  );
  return (
    <>
      <GraphBar>
        <ZoomButtons view={view} />
      </GraphBar>
      <div className="flow" id="cluster-view" role="tabpanel" onKeyDown={moveInPicture}>
        <ReactFlow
          className="own-scale"
          nodes={nodes}
          edges={noEdges}
          nodeTypes={nodeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          zoomActivationKeyCode={null}
          zoomOnDoubleClick={false}
          attributionPosition="bottom-right"
          minZoom={0.15}
          maxZoom={NEAREST}
          onMoveStart={(event) => event && view.moved()}
        >
          <ViewportPortal>
            <Wires scene={scene} />
          </ViewportPortal>
          <HopField scene={scene} />
          <HopPills scene={scene} />
          <Overview scene={scene} />
        </ReactFlow>
        <BootCard />
      </div>
      <div className="graph-foot">
        {booting ? <BootProgress place="line" /> : <Legend view="architecture" layout={scene.layout} />}
        <DotsLeftOut />
      </div>
    </>
  );
}

function nodesOf(scene: Scene): SceneNode[] {
  const nodes: SceneNode[] = [];
  const components = [...scene.layout.components.values()];
  for (const seat of scene.layout.machines.values()) {
    const data = { seat, components: components.filter((component) => component.machine === seat.machine) };
    const box = { position: { x: seat.x, y: seat.y }, width: seat.width, height: seat.height };
    nodes.push({ id: seat.machine, type: seat.row === 0 ? 'small' : 'machine', data, ...box });
  }
  const { tray } = scene.layout;
  if (nodes.length > 0) {
    nodes.push({
      id: 'waiting for a node',
      type: 'tray',
      data: { rect: tray },
      position: { x: tray.x, y: tray.y },
      width: tray.width,
      height: tray.height,
    });
  }
  return nodes;
}

function ZoomButtons({ view }: { readonly view: ViewControls }) {
  const text = useText();
  useEffect(
    () => onPaneKey({ f: view.readable, F: view.whole, '+': () => view.zoomBy(1.25), '-': () => view.zoomBy(0.8) }),
    [view],
  );
  return (
    <span className="zoom" role="group" aria-label={text('graph.zoom')}>
      <button
        type="button"
        className="button"
        aria-label={text('graph.zoomOut')}
        title={text('graph.zoomOutHint')}
        onClick={() => view.zoomBy(0.8)}
      >
        −
      </button>
      <button
        type="button"
        className="button"
        aria-label={text('graph.zoomIn')}
        title={text('graph.zoomInHint')}
        onClick={() => view.zoomBy(1.25)}
      >
        +
      </button>
      <button type="button" className="button" title={text('graph.readableHint')} onClick={view.readable}>
        {text('graph.readable')}
      </button>
      <button type="button" className="button" title={text('graph.fitHint')} onClick={view.whole}>
        {text('graph.fit')}
      </button>
    </span>
  );
}

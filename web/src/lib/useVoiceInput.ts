/** Speech to text where the browser has it; recognised on the device where the browser can. */
import { useCallback, useEffect, useRef, useState } from "react";

interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  processLocally?: boolean;
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null;
  onend: (() => void) | null;
  onerror: (() => void) | null;
  start: () => void;
  stop: () => void;
}

type Maker = new () => Recognition;

function findMaker(): Maker | null {
  const scope = window as unknown as { SpeechRecognition?: Maker; webkitSpeechRecognition?: Maker };
  return scope.SpeechRecognition ?? scope.webkitSpeechRecognition ?? null;
}

export function useVoiceInput(onHeard: (text: string) => void) {
  const [listening, setListening] = useState(false);
  const running = useRef<Recognition | null>(null);
  const [Maker] = useState(findMaker);
  const stop = useCallback(() => running.current?.stop(), []);
  useEffect(() => stop, [stop]);
  const start = useCallback(() => {
    if (Maker === null) return;
    const recognition = new Maker();
    recognition.lang = "zh-CN";
    recognition.continuous = false;
    recognition.interimResults = false;
    recognition.onresult = ({ results }) => onHeard(Array.from(results, (result) => result[0]?.transcript ?? "").join(""));
    recognition.onend = () => setListening(false);
    recognition.onerror = () => setListening(false);
    running.current = recognition;
    setListening(true);
    recognition.start();
  }, [Maker, onHeard]);
  return { available: Maker !== null, listening, start, stop };
}

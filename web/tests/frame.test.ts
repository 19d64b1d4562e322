import { describe, expect, it } from "vitest";

import { placed, upright } from "../src/pages/question/frame";

const FRAME = { width: 800, height: 400 };

describe("photograph", () => {
  it("places a box in shares of the frame", () => {
    expect(placed([80, 100, 400, 300], FRAME)).toEqual({ left: "10.000%", top: "25.000%", width: "40.000%", height: "50.000%" });
  });

  it("lets an upright picture fill the frame", () => {
    expect(upright(0, FRAME)).toMatchObject({ width: "100%", height: "100%" });
    expect(upright(180, FRAME)).toMatchObject({ width: "100%", transform: "translate(-50%, -50%) rotate(180deg)" });
  });

  it("turns a lying picture, whose sides are exchanged", () => {
    expect(upright(90, FRAME)).toEqual({ width: "50.000%", height: "200.000%", transform: "translate(-50%, -50%) rotate(90deg)" });
  });
});

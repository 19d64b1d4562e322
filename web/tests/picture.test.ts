import { describe, expect, it } from "vitest";

import { LARGEST_BYTES, pictureFault, smallerSize } from "../src/lib/picture";

const file = (name: string, type: string, size = 1_000) => ({ name, type, size });

describe("pictureFault", () => {
  it("takes photos, HEIC without a type, and PDF", () => {
    expect(pictureFault(file("a.jpg", "image/jpeg"))).toBeNull();
    expect(pictureFault(file("IMG_1.HEIC", ""))).toBeNull();
    expect(pictureFault(file("卷子.pdf", "application/pdf"))).toBeNull();
  });

  it("refuses other files, empty files and files over 20 MB", () => {
    expect(pictureFault(file("a.docx", "application/msword"))).toBe("wrong_kind");
    expect(pictureFault(file("a.jpg", "image/jpeg", 0))).toBe("empty");
    expect(pictureFault(file("a.jpg", "image/jpeg", LARGEST_BYTES))).toBeNull();
    expect(pictureFault(file("a.jpg", "image/jpeg", LARGEST_BYTES + 1))).toBe("too_large");
  });
});

describe("smallerSize", () => {
  it("leaves pictures up to 3000 pixels alone", () => {
    expect(smallerSize(3_000, 2_000)).toBeNull();
  });

  it("keeps the shape of larger ones", () => {
    expect(smallerSize(4_000, 3_000)).toEqual({ width: 3_000, height: 2_250 });
    expect(smallerSize(3_000, 6_000)).toEqual({ width: 1_500, height: 3_000 });
  });
});

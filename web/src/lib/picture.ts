/** A photograph on its way to the server. */
export const LARGEST_BYTES = 20 * 1024 * 1024;
const LONGEST_SIDE = 3_000;
const JPEG_QUALITY = 0.9;
const DRAWABLE = ["image/jpeg", "image/png", "image/webp"];
const EXTENSIONS = /\.(jpe?g|png|webp|heic|heif|pdf)$/i;

export const ACCEPT = "image/*,.heic,.heif,.pdf,application/pdf";

export type PictureFault = "too_large" | "wrong_kind" | "empty";

export function pictureFault(file: { size: number; type: string; name: string }): PictureFault | null {
  const known = file.type.startsWith("image/") || file.type === "application/pdf" || EXTENSIONS.test(file.name);
  if (!known) return "wrong_kind";
  if (file.size === 0) return "empty";
  return file.size > LARGEST_BYTES ? "too_large" : null;
}

/** Size to draw at, or null when the picture is small enough to send as it is. */
export function smallerSize(width: number, height: number): { width: number; height: number } | null {
  const longest = Math.max(width, height);
  if (longest <= LONGEST_SIDE) return null;
  const scale = LONGEST_SIDE / longest;
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function load(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("the browser cannot show this picture"));
    image.src = url;
  });
}

/** Re-encode a very large photo to save traffic; anything else goes as it is. */
export async function lighten(file: File): Promise<File> {
  if (!DRAWABLE.includes(file.type)) return file;
  const url = URL.createObjectURL(file);
  try {
    const image = await load(url);
    const size = smallerSize(image.naturalWidth, image.naturalHeight);
    if (size === null) return file;
    const canvas = document.createElement("canvas");
    canvas.width = size.width;
    canvas.height = size.height;
    canvas.getContext("2d")?.drawImage(image, 0, 0, size.width, size.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
    if (blob === null || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  } finally {
    URL.revokeObjectURL(url);
  }
}

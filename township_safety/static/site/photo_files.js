// A photo before it is sent: made smaller here, and the moment its camera wrote into it.
"use strict";

// An outing keeps photos on the phone until there is a connection.
window.PhotoFiles = (() => {
  const LONG_SIDE = 1920;
  const SMALL_ENOUGH = 1024 * 1024;
  const HEAD = 256 * 1024;

  const bytesOf = (blob) =>
    new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.addEventListener("load", () => resolve(new DataView(reader.result)));
      reader.addEventListener("error", () => reject(reader.error));
      reader.readAsArrayBuffer(blob);
    });

  const textAt = (view, start, length) => {
    let text = "";
    for (let place = start; place < start + length && view.getUint8(place) !== 0; place += 1) {
      text += String.fromCharCode(view.getUint8(place));
    }
    return text;
  };

  // Where a TIFF directory says the value of a tag stands; 0 when it has none.
  const findTag = (view, tiff, directory, tag, little) => {
    const count = view.getUint16(tiff + directory, little);
    for (let number = 0; number < count; number += 1) {
      const entry = tiff + directory + 2 + number * 12;
      if (view.getUint16(entry, little) === tag) {
        return entry + 8;
      }
    }
    return 0;
  };

  // The moment a camera wrote into a JPEG: drawing it anew would lose it.
  const readTaken = (view) => {
    let place = 2;
    while (place + 10 < view.byteLength && view.getUint8(place) === 0xff) {
      const marker = view.getUint8(place + 1);
      if (marker === 0xda) {
        return "";
      }
      if (marker === 0xe1 && textAt(view, place + 4, 4) === "Exif") {
        const tiff = place + 10;
        const little = view.getUint16(tiff) === 0x4949;
        const camera = findTag(view, tiff, view.getUint32(tiff + 4, little), 0x8769, little);
        const taken = camera && findTag(view, tiff, view.getUint32(camera, little), 0x9003, little);
        return taken ? textAt(view, tiff + view.getUint32(taken, little), 19) : "";
      }
      place += 2 + view.getUint16(place + 2);
    }
    return "";
  };

  const takenOf = async (file) => {
    try {
      return readTaken(await bytesOf(file.slice(0, HEAD)));
    } catch (error) {
      return ""; // no such tags, or broken ones
    }
  };

  const pictureOf = (file) =>
    new Promise((resolve, reject) => {
      const image = new Image();
      const address = URL.createObjectURL(file);
      image.addEventListener("load", () => {
        URL.revokeObjectURL(address);
        resolve(image);
      });
      image.addEventListener("error", () => {
        URL.revokeObjectURL(address);
        reject(new Error("not a picture"));
      });
      image.src = address;
    });

  // A browser that does not turn pictures upright sends them as they are; the server turns them.
  const turnsPictures = window.CSS && CSS.supports && CSS.supports("image-orientation", "from-image");

  const shrunk = async (file) => {
    if (file.size <= SMALL_ENOUGH || !turnsPictures) {
      return file;
    }
    try {
      const image = await pictureOf(file);
      const scale = Math.min(1, LONG_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
      canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      const smaller = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
      return smaller && smaller.size < file.size ? smaller : file;
    } catch (error) {
      return file; // the server says what is wrong with it
    }
  };

  return { takenOf, shrunk };
})();

import Tessera

let video = try Video(opening: "clip.mp4")
let pipeline = try Pipeline(named: "preview")

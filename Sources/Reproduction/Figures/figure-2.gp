# Figure 2: a sheet of stills and their segments, drawn by the pixel; titles stand over the columns.
# Given: width, height of the sheet; columns, titles[], centers[] (pixels); sheet.rgb; scale.
set termoption noenhanced
head = 34.0
foot = 8.0
side = 8.0
W = width * scale + 2 * side
H = height * scale + head + foot
set lmargin at screen side / W
set rmargin at screen 1 - side / W
set bmargin at screen foot / H
set tmargin at screen 1 - head / H
unset border
unset tics
unset key
set xrange [0:width]
set yrange [height:0]
do for [n = 1:columns] {
  set label n titles[n] at first centers[n], screen 1 - head / 2 / H center front
}
plot 'sheet.rgb' binary array=(width,height) format='%uchar%uchar%uchar' dx=1 dy=1 origin=(0.5,0.5) with rgbimage

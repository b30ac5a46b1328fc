# Figure 3: the F-measure per image of each method's settings as bars.
# Given: methods, titles[], colors[]; bars.dat: a block for each method with rows of place, F-measure, label; last: the
# place of the last bar; highest: the highest F-measure.
set termoption noenhanced
set style fill solid 0.9 noborder
set boxwidth 0.78
set border 3 linecolor rgb '#606060'
set ytics nomirror textcolor rgb '#303030'
set xtics nomirror scale 0 textcolor rgb '#303030'
set grid ytics linetype 1 linewidth 0.6 linecolor rgb '#d8d8d8'
set ylabel 'F-measure per image, IoU over 0.5'
set key outside top center horizontal reverse Left samplen 1.2
set xrange [-0.8:last + 0.8]
set yrange [0:highest > 0 ? 1.12 * highest : 1]
plot for [m = 1:methods] 'bars.dat' index m - 1 using 1:2:xtic(3) with boxes linecolor rgb colors[m] title titles[m], \
  for [m = 1:methods] '' index m - 1 using 1:2:(sprintf('%.3f', $2)) with labels offset 0, 0.6 textcolor rgb '#404040' notitle

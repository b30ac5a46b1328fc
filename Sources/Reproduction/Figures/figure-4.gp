# Figure 4: precision and recall of each method's best setting, at an IoU over 0.5 and over 0.7.
# Given: methods, titles50[], titles70[], colors[]; curves-50.dat and curves-70.dat: a block for each method with rows of
# recall, precision.
set termoption noenhanced
set border 3 linecolor rgb '#606060'
set tics nomirror textcolor rgb '#303030'
set grid linetype 1 linewidth 0.6 linecolor rgb '#d8d8d8'
set xlabel 'recall'
set ylabel 'precision' offset 1, 0
set xrange [0:*]
set yrange [0:1]
set key top right samplen 1.5
set multiplot layout 1, 2
set title 'IoU over 0.5'
plot for [m = 1:methods] 'curves-50.dat' index m - 1 using 1:2 with lines linewidth 2 linecolor rgb colors[m] title titles50[m]
set title 'IoU over 0.7'
plot for [m = 1:methods] 'curves-70.dat' index m - 1 using 1:2 with lines linewidth 2 linecolor rgb colors[m] title titles70[m]
unset multiplot

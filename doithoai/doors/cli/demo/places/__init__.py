"""The five places of the past that the product is modelled on, by their scenario id."""

from doithoai.doors.cli.demo.places import bac_tu_liem, binh_thuan, ham_yen, thai_binh, vinh_bao
from doithoai.doors.cli.demo.places.base import Place

PLACES = {
    place.id: place
    for place in (
        Place(vinh_bao.ID, "vinhbao", vinh_bao.act),
        Place(thai_binh.ID, "thaibinh", thai_binh.act),
        Place(binh_thuan.ID, "binhthuan", binh_thuan.act),
        Place(bac_tu_liem.ID, "bactuliem", bac_tu_liem.act),
        Place(ham_yen.ID, "hamyen", ham_yen.act),
    )
}

# Isi tugas, asalnya, dan mengapa tidak ada tugas.

task-type-outgoing = Panggilan keluar
task-type-incoming = Panggilan masuk
task-type-voicemail = Pesan suara
task-type-internal = Panggilan internal
task-type-ivr-digits = Masukan IVR
task-type-transfer = Panggilan transfer
task-type-forwarded = Panggilan diteruskan
task-type-outgoing-missed = Panggilan keluar (tidak terjawab)
task-type-forwarded-missed = Panggilan diteruskan (tidak terjawab)
task-type-incoming-missed = Panggilan masuk (tidak terjawab)
task-type-conference-outgoing = Konferensi keluar
task-type-conference-incoming = Konferensi masuk

task-field-note = { $field }: { $note }
task-no-task = Tanpa tugas: { $why }
task-no-task-yet = Belum ada tugas: { $why }
task-note = Catatan: { $note }

task-fields-missing = tidak diisi, karena tugas di organisasi tidak memiliki bidang itu atau kita tidak boleh melihatnya: { $fields }.
task-fields-locked = tidak diisi, karena kita tidak boleh menulis bidang itu; beri perangkat izin hak untuk mengeditnya: { $fields }.
task-fields-refused = { $fields } tidak diisi: { $why }
task-fields-kept = { $fields } diubah oleh seseorang di Salesforce; dibiarkan.
task-no-own-field = kunci panggilan: organisasi tidak memiliki bidang khusus untuk itu
task-key = kunci panggilan, agar panggilan memiliki satu tugas saja
task-id-too-long = id dari sistem telepon terlalu panjang; SHA-256-nya dipakai sebagai gantinya.
task-from-call-object = call_object di profil: { $template }
task-keeps-status = profil tidak mencatat panggilan seperti ini; tugasnya sudah ada dan statusnya tetap.
task-from-status = status di profil untuk jenis "{ $type }"
task-status-other = organisasi tidak memiliki status tugas "{ $wanted }"; "{ $used }" dipakai. Tambahkan status itu di Penyiapan, atau sebutkan salah satu status organisasi di [log.types].
task-status-none = organisasi tidak memiliki status tugas "{ $wanted }" atau yang serupa, sehingga Salesforce yang memilih. Sebutkan salah satu status organisasi di [log.types].
task-no-owner-found = tidak ada aturan yang menemukan pemilik, sehingga Salesforce mengambil pengguna integrasi.
task-from-subject = subjek di profil: { $template }
task-day-of-creation = hari ketika tugas dibuat, di { $zone }
task-day-of-start = hari ketika panggilan dimulai, di { $zone }
task-from-direction = arah panggilan
task-duration-zero = selalu 0 menurut profil
task-duration-talk = detik percakapan, tanpa waktu tunggu
task-duration-total = detik dari dering pertama hingga selesai
task-from-type = tugas ini adalah panggilan
task-from-subtype = task_subtype di profil
task-tags-left-out = { $count } tag tidak dimuat, bidang memuat { $limit } karakter.
task-from-disposition = daftar call_disposition di profil
task-description-shortened = dipersingkat di bagian tengah, karena hanya boleh memuat { $limit } karakter.
task-from-description = description.{ $key } di profil
task-key-stands-there = bidang dari profil tidak diisi, karena kunci panggilan ada di sana.
task-from-field = bidang di profil: { $template }
task-end-never-told = sistem telepon tidak pernah memberi tahu akhir panggilan; tugas memuat apa yang diketahui.
task-several-records = beberapa record memiliki nomor ini, sehingga tugas tidak menyebut satu pun.

task-link-none = tidak ada record yang ditemukan untuk panggilan
task-link-none-beside = tidak ada selain { $object } pemilik panggilan
task-link-record = { $object } pemilik panggilan
task-link-contact = kontak pemilik nomor itu
task-link-open = { $linked } terbuka milik { $object }
task-link-other = { $linked } milik { $object }

task-fit-not-yes-no = bidang ini kotak centang, dan nilainya bukan ya maupun tidak.
task-fit-no-integer = bidang ini memerlukan bilangan bulat, dan nilainya bukan.
task-fit-no-number = bidang ini memerlukan angka, dan nilainya bukan.
task-fit-no-date = bidang ini memerlukan tanggal, dan nilainya bukan.
task-fit-no-moment = bidang ini memerlukan tanggal dan waktu, dan nilainya bukan.
task-fit-unlisted = "{ $value }" tidak ada di daftar pilihan terbatas; tambahkan di sana, atau hapus pembatasannya.
task-fit-some-unlisted = tidak dimuat, karena tidak ada di daftar pilihan terbatas atau tidak muat: { $values }. Kosongkan "Batasi daftar pilihan ke nilai yang ditentukan dalam set nilai".
task-fit-shortened = dipersingkat menjadi { $limit } karakter sesuai bidang.
task-fit-too-long = nilai melebihi { $limit } karakter bidang dan tidak diisi.

task-not-logged = profil "{ $profile }" tidak mencatat panggilan berjenis "{ $type }".
task-not-logged-yet = profil "{ $profile }" tidak mencatat panggilan berjenis "{ $type }". Panggilan ini masih dapat menjadi panggilan yang dicatat.
task-continuation = bagian ini melanjutkan panggilan yang sudah memiliki tugas (transfer.mode = "single_task").
task-ends-only = profil mencatat panggilan seperti ini hanya dengan log.create = "ends".
task-waits-for-answer = panggilan dicatat ketika dijawab atau berakhir.
task-waits-for-answer-until = panggilan dicatat ketika dijawab atau berakhir, paling lambat { $at }.
task-waits-for-end = panggilan dicatat ketika berakhir.
task-waits-for-end-until = panggilan dicatat ketika berakhir, paling lambat { $at }.
task-waits-for-last-word = saluran telah ditutup; pemberitahuan terakhir dari sistem telepon ditunggu, paling lama { $seconds } detik.
task-event-not-logged = peristiwa "{ $event }" tidak termasuk dalam log.events.
task-withheld = nomornya tersembunyi, dan panggilan seperti ini tidak dicatat (withheld = "ignore").
task-unknown-number = tidak ada record dengan nomor itu, dan panggilan seperti ini tidak dicatat (unknown_number = "none").

task-oddity-direction-unknown = Sistem telepon tidak menyebut arah panggilan; panggilan dihitung sebagai masuk.
task-oddity-ended-before-started = Menurut waktu sistem telepon, panggilan berakhir sebelum dimulai; durasi seperti itu dihitung 0.
task-oddity-answered-before-started = Menurut waktu sistem telepon, panggilan dijawab sebelum dimulai; waktu tunggu dihitung 0.
task-oddity-answered-after-ended = Menurut waktu sistem telepon, panggilan dijawab setelah berakhir; waktu bicara dihitung 0.
task-oddity-answer-denied = Jawaban dilaporkan, tetapi menurut pemberitahuan terakhir sistem telepon tidak ada yang menjawab; panggilan dihitung tidak terjawab.

//! What is said about drives: why one cannot be chosen, why one may be hidden, why a path is none.

/// The sentences of one language.
pub struct Drive {
    /// The boot medium, by its mounts.
    pub boot_mounted: &'static str,
    /// The boot medium, by the command line of the kernel.
    pub boot_named: &'static str,
    /// A gomme stick, whether this system started from it or not.
    pub boot_stick: &'static str,
    /// Device, mount point.
    pub mounted: fn(&str, &str) -> String,
    /// Device.
    pub mounted_elsewhere: fn(&str) -> String,
    /// Device or file.
    pub swap: fn(&str) -> String,
    /// Part that is held, who holds it.
    pub held: fn(&str, &str) -> String,
    /// LVM.
    pub holder_lvm: &'static str,
    /// LUKS.
    pub holder_luks: &'static str,
    /// Multipath.
    pub holder_multipath: &'static str,
    /// Device mapper.
    pub holder_mapper: &'static str,
    /// Software RAID.
    pub holder_md: &'static str,
    /// bcache.
    pub holder_bcache: &'static str,
    /// Loop device.
    pub holder_loop: &'static str,
    /// btrfs of several devices.
    pub holder_btrfs: &'static str,
    /// Anything else.
    pub holder_other: &'static str,
    /// Claimed by somebody.
    pub in_use: &'static str,
    /// Takes no writes.
    pub read_only: &'static str,
    /// No medium.
    pub no_medium: &'static str,
    /// Can be taken out.
    pub removable: &'static str,
    /// USB.
    pub usb: &'static str,
    /// Virtual.
    pub virtual_drive: &'static str,
    /// Tape, optical.
    pub not_a_disk: &'static str,
    /// Hidden by the kernel.
    pub hidden: &'static str,
    /// The other name.
    pub multipath: fn(&str) -> String,
    /// The kernel's word for its state.
    pub offline: fn(&str) -> String,
    /// Host-managed zones.
    pub zoned: &'static str,
    /// Odd sizes.
    pub bad_geometry: &'static str,
    /// Not allowed to open.
    pub no_permission: &'static str,
    /// No direct I/O.
    pub no_direct_io: &'static str,
    /// Another drive.
    pub drive_changed: &'static str,
    /// Gone.
    pub vanished: &'static str,
    /// Wrong code.
    pub wrong_confirmation: &'static str,
    /// The kernel's words.
    pub kernel: fn(&str) -> String,
    /// File.
    pub doubt_unreadable: fn(&str) -> String,
    /// Mount point.
    pub doubt_mount: fn(&str) -> String,
    /// Swap area.
    pub doubt_swap: fn(&str) -> String,
    /// Stacked device.
    pub doubt_members: fn(&str) -> String,
    /// Unknown transport.
    pub doubt_transport: &'static str,
    /// May be the boot medium.
    pub doubt_boot: &'static str,
    /// The node cannot be opened.
    pub doubt_node: &'static str,
    /// PCI address, how many.
    pub hint_remapped: fn(&str, u64) -> String,
    /// PCI address.
    pub hint_vmd_empty: fn(&str) -> String,
    /// PCI address.
    pub hint_vmd_undriven: fn(&str) -> String,
    /// PCI address, driver.
    pub hint_raid: fn(&str, &str) -> String,
    /// PCI address.
    pub hint_raid_undriven: fn(&str) -> String,
    /// PCI address, vendor and device.
    pub hint_no_driver: fn(&str, &str) -> String,
    /// Controller, state.
    pub hint_nvme_state: fn(&str, &str) -> String,
    /// Controller.
    pub hint_nvme_empty: fn(&str) -> String,
    /// PCI address or name.
    pub hint_empty: fn(&str) -> String,
    /// `/sys` cannot be read.
    pub no_sysfs: &'static str,
    /// Path.
    pub not_found: fn(&str) -> String,
    /// Path.
    pub not_permitted: fn(&str) -> String,
    /// Path.
    pub directory: fn(&str) -> String,
    /// Path, whole drive.
    pub partition: fn(&str, &str) -> String,
    /// Path.
    pub not_a_block_device: fn(&str) -> String,
    /// Path.
    pub not_a_drive: fn(&str) -> String,
    /// Path.
    pub not_connected: fn(&str) -> String,
    /// Path.
    pub file_not_allowed: fn(&str) -> String,
    /// Path.
    pub empty_file: fn(&str) -> String,
    /// Path, bytes.
    pub odd_file: fn(&str, u64) -> String,
    /// Path, the system's words.
    pub io: fn(&str, &str) -> String,
}

/// English.
pub const EN: Drive = Drive {
    boot_mounted: "this computer started from it: it is protected",
    boot_named: "this computer started from it, and now runs from memory: it is protected",
    boot_stick: "it is a gomme stick: it starts computers and keeps attestations",
    mounted: |device, at| format!("{device} is mounted on {at}: unmount it first"),
    mounted_elsewhere: |device| {
        format!("{device} is mounted out of sight, in a container for example: unmount it there first")
    },
    swap: |area| format!("the system swaps to {area}: turn that off first (swapoff)"),
    held: |part, holder| format!("{part} is held by {holder}: stop that first"),
    holder_lvm: "the LVM volume",
    holder_luks: "the encrypted volume",
    holder_multipath: "the multipath device",
    holder_mapper: "the device-mapper volume",
    holder_md: "the RAID array",
    holder_bcache: "the cache",
    holder_loop: "the loop device",
    holder_btrfs: "the btrfs of several drives",
    holder_other: "the device",
    in_use: "something uses it without saying its name (another program, a container, ZFS): stop that first",
    read_only: "it is read-only: look for a write-protect switch",
    no_medium: "there is no medium in it, or it gives no size",
    removable: "it can be taken out: such media are protected here",
    usb: "it is attached by USB: such drives are protected here",
    virtual_drive: "it is a virtual drive: add --allow-virtual if you mean it",
    not_a_disk: "it is no disk (tape, optical drive, enclosure)",
    hidden: "the system hides it: it is a path to another drive",
    multipath: |other| format!("the same drive also shows as {other}: leave one cable, or set multipath up"),
    offline: |state| {
        format!("the system has taken it off line (“{state}”): plug it again, or look at its cable")
    },
    zoned: "it takes writes in order only (host-managed zones), which this version cannot do",
    bad_geometry: "the sizes it gives cannot be overwritten block by block",
    no_permission: "you may not open it: run gomme as root",
    no_direct_io: "its file system cannot bypass memory (no direct I/O): put the file on ext4, XFS or btrfs",
    drive_changed: "it is no longer the drive that was chosen: list the drives and choose again",
    vanished: "it is gone: plug it again, then choose again",
    wrong_confirmation: "the code is not this drive's: read it again, or run gomme plan",
    kernel: |why| format!("the system refuses it: {why}"),
    doubt_unreadable: |path| {
        format!(
            "{path} cannot be read, so that nothing shows whether the drive is free (Linux 5.15 or later is needed)"
        )
    },
    doubt_mount: |at| {
        format!("{at} is mounted from a device that cannot be found, which may be this one: unmount it first")
    },
    doubt_swap: |area| {
        format!(
            "the system swaps to {area}, which cannot be found and may be here: turn that off first (swapoff)"
        )
    },
    doubt_members: |name| {
        format!("{name} does not say which drives it is made of, and this may be one: stop it first")
    },
    doubt_transport: "how it is attached is not recognised: it is protected",
    doubt_boot: "it may be the medium this computer started from, which cannot be told: it is protected",
    doubt_node: "it does not open: plug it again, or look at the system's messages",
    hint_remapped: |address, count| {
        format!(
            "{} hidden by the RAID mode of the SATA controller ({address}). In the BIOS setup, change the storage mode from RAID (or RST, Optane) to AHCI, then start again.",
            match count {
                1 => "One NVMe drive is".to_owned(),
                n => format!("{n} NVMe drives are"),
            }
        )
    },
    hint_vmd_empty: |address| {
        format!(
            "Intel VMD is on ({address}) and shows no drive. In the BIOS setup, turn VMD off (or change the storage mode from RAID to AHCI), then start again."
        )
    },
    hint_vmd_undriven: |address| {
        format!(
            "Intel VMD is on ({address}) and hides whatever is behind it: this system has no driver for it. In the BIOS setup, turn VMD off (or change the storage mode from RAID to AHCI), then start again."
        )
    },
    hint_raid: |address, driver| {
        format!(
            "A RAID controller ({address}, {driver}) may show arrays in place of drives, and hide others. Set it to HBA (or IT) mode, or put the drives into another machine."
        )
    },
    hint_raid_undriven: |address| {
        format!(
            "A controller in RAID mode ({address}) has no driver here: its drives do not show. In the BIOS setup, change the storage mode from RAID to AHCI, then start again, or put the drives into another machine."
        )
    },
    hint_no_driver: |address, id| {
        format!(
            "A storage controller ({address}, {id}) has no driver here: its drives do not show. Put them into another machine."
        )
    },
    hint_nvme_state: |name, state| {
        format!(
            "The NVMe drive {name} is there and does not answer (“{state}”). Turn the machine off for a minute and start again; if that does not help, take the drive out: it is not erased."
        )
    },
    hint_nvme_empty: |name| {
        format!(
            "The NVMe drive {name} answers, and shows no space to erase. Put it into another machine, or destroy it: it is not erased."
        )
    },
    hint_empty: |address| {
        format!(
            "The controller {address} shows no drive: its slots may be empty. Open the machine to be sure."
        )
    },
    no_sysfs: "the list of drives cannot be read (/sys): mount sysfs, or run gomme on the machine itself",
    not_found: |path| format!("{path}: there is no such drive. `gomme list` shows them all."),
    not_permitted: |path| format!("{path}: you may not look there. Run gomme as root."),
    directory: |path| format!("{path} is a folder, not a drive. `gomme list` shows the drives."),
    partition: |path, whole| format!("{path} is only a part of a drive. Name the whole drive: {whole}"),
    not_a_block_device: |path| format!("{path} is not a drive. `gomme list` shows the drives."),
    not_a_drive: |path| {
        format!(
            "{path} is no drive of its own: it lies on others, in memory, or is an optical drive. `gomme list` shows the drives."
        )
    },
    not_connected: |path| format!("{path} is a loop device without a file. Attach one first (losetup)."),
    file_not_allowed: |path| format!("{path} is a plain file. Add --allow-virtual to use it as a drive."),
    empty_file: |path| {
        format!("{path} is an empty file: there is nothing to erase. Give it a size first (truncate -s 1G).")
    },
    odd_file: |path, bytes| {
        format!(
            "{path} has {bytes} bytes, which is no multiple of 512: a drive has whole blocks. Change its size first (truncate)."
        )
    },
    io: |path, why| format!("{path} cannot be looked at: {why}"),
};

/// French.
pub const FR: Drive = Drive {
    boot_mounted: "cet ordinateur a démarré dessus : il est protégé",
    boot_named: "cet ordinateur a démarré dessus, et fonctionne maintenant en mémoire : il est protégé",
    boot_stick: "c’est une clé gomme : elle fait démarrer des ordinateurs et garde des attestations",
    mounted: |device, at| format!("{device} est monté sur {at} : démontez-le d’abord"),
    mounted_elsewhere: |device| {
        format!("{device} est monté hors de vue, dans un conteneur par exemple : démontez-le d’abord là-bas")
    },
    swap: |area| {
        format!("le système s’en sert comme mémoire d’échange ({area}) : arrêtez-la d’abord (swapoff)")
    },
    held: |part, holder| format!("{part} est occupé par {holder} : arrêtez-le d’abord"),
    holder_lvm: "le volume LVM",
    holder_luks: "le volume chiffré",
    holder_multipath: "le périphérique multichemin",
    holder_mapper: "le volume device-mapper",
    holder_md: "la grappe RAID",
    holder_bcache: "le cache",
    holder_loop: "le périphérique de boucle",
    holder_btrfs: "le btrfs réparti sur plusieurs disques",
    holder_other: "le périphérique",
    in_use: "quelque chose l’utilise sans dire son nom (un autre programme, un conteneur, ZFS) : arrêtez-le d’abord",
    read_only: "il est en lecture seule : cherchez un interrupteur de protection",
    no_medium: "il est vide de tout support, ou ne donne pas sa taille",
    removable: "c’est un support amovible : ici, ils sont protégés",
    usb: "il est branché en USB : ici, ces disques sont protégés",
    virtual_drive: "c’est un disque virtuel : ajoutez --allow-virtual si c’est bien lui",
    not_a_disk: "ce n’est pas un disque (bande, lecteur optique, boîtier)",
    hidden: "le système le cache : c’est un chemin vers un autre disque",
    multipath: |other| {
        format!(
            "le même disque apparaît aussi sous le nom {other} : ne laissez qu’un câble, ou configurez multipath"
        )
    },
    offline: |state| {
        format!("le système l’a mis hors ligne (« {state} ») : rebranchez-le, ou vérifiez son câble")
    },
    zoned: "il n’accepte les écritures que dans l’ordre (zones gérées par l’hôte), ce que cette version ne sait pas faire",
    bad_geometry: "les tailles qu’il annonce ne permettent pas de l’écrire bloc par bloc",
    no_permission: "vous n’avez pas le droit de l’ouvrir : lancez gomme en root",
    no_direct_io: "son système de fichiers ne sait pas contourner la mémoire (pas d’accès direct) : mettez le fichier sur ext4, XFS ou btrfs",
    drive_changed: "ce n’est plus le disque choisi : affichez la liste des disques et choisissez de nouveau",
    vanished: "il a disparu : rebranchez-le, puis choisissez de nouveau",
    wrong_confirmation: "ce code n’est pas celui de ce disque : relisez-le, ou lancez gomme plan",
    kernel: |why| format!("le système le refuse : {why}"),
    doubt_unreadable: |path| {
        format!(
            "{path} est illisible : rien ne montre que le disque est libre (il faut Linux 5.15 ou plus récent)"
        )
    },
    doubt_mount: |at| {
        format!(
            "{at} est monté depuis un périphérique introuvable, qui est peut-être celui-ci : démontez-le d’abord"
        )
    },
    doubt_swap: |area| {
        format!(
            "la mémoire d’échange {area} est introuvable, et peut-être ici : arrêtez-la d’abord (swapoff)"
        )
    },
    doubt_members: |name| {
        format!(
            "{name} ne dit pas de quels disques il est fait, et celui-ci en est peut-être un : arrêtez-le d’abord"
        )
    },
    doubt_transport: "son branchement n’est pas reconnu : il est protégé",
    doubt_boot: "c’est peut-être le support sur lequel cet ordinateur a démarré, rien ne permet d’en décider : il est protégé",
    doubt_node: "il ne s’ouvre pas : rebranchez-le, ou lisez les messages du système",
    hint_remapped: |address, count| {
        format!(
            "{} par le mode RAID du contrôleur SATA ({address}). Dans le BIOS, passez le mode de stockage de RAID (ou RST, Optane) à AHCI, puis redémarrez.",
            match count {
                1 => "Un disque NVMe est caché".to_owned(),
                n => format!("{n} disques NVMe sont cachés"),
            }
        )
    },
    hint_vmd_empty: |address| {
        format!(
            "Intel VMD est activé ({address}) et ne montre aucun disque. Dans le BIOS, désactivez VMD (ou passez le mode de stockage de RAID à AHCI), puis redémarrez."
        )
    },
    hint_vmd_undriven: |address| {
        format!(
            "Intel VMD est activé ({address}) et cache ce qui est derrière lui : ce système n’a pas de pilote pour lui. Dans le BIOS, désactivez VMD (ou passez le mode de stockage de RAID à AHCI), puis redémarrez."
        )
    },
    hint_raid: |address, driver| {
        format!(
            "Un contrôleur RAID ({address}, {driver}) montre peut-être des grappes à la place des disques, et peut en cacher. Passez-le en mode HBA (ou IT), ou mettez les disques dans une autre machine."
        )
    },
    hint_raid_undriven: |address| {
        format!(
            "Un contrôleur en mode RAID ({address}) n’a pas de pilote ici : ses disques n’apparaissent pas. Dans le BIOS, passez le mode de stockage de RAID à AHCI, puis redémarrez, ou mettez les disques dans une autre machine."
        )
    },
    hint_no_driver: |address, id| {
        format!(
            "Un contrôleur de stockage ({address}, {id}) n’a pas de pilote ici : ses disques n’apparaissent pas. Mettez-les dans une autre machine."
        )
    },
    hint_nvme_state: |name, state| {
        format!(
            "Le disque NVMe {name} est là et ne répond pas (« {state} »). Éteignez la machine une minute et redémarrez ; si cela ne suffit pas, retirez le disque : il n’est pas effacé."
        )
    },
    hint_nvme_empty: |name| {
        format!(
            "Le disque NVMe {name} répond, et ne montre aucun espace à effacer. Mettez-le dans une autre machine, ou détruisez-le : il n’est pas effacé."
        )
    },
    hint_empty: |address| {
        format!(
            "Le contrôleur {address} ne montre aucun disque : ses emplacements sont peut-être vides. Ouvrez la machine pour en être sûr."
        )
    },
    no_sysfs: "la liste des disques est illisible (/sys) : montez sysfs, ou lancez gomme sur la machine elle-même",
    not_found: |path| format!("{path} : il n’y a pas de tel disque. « gomme list » les montre tous."),
    not_permitted: |path| format!("{path} : vous n’avez pas le droit d’y regarder. Lancez gomme en root."),
    directory: |path| format!("{path} est un dossier, pas un disque. « gomme list » montre les disques."),
    partition: |path, whole| {
        format!("{path} n’est qu’une partie d’un disque. Nommez le disque entier : {whole}")
    },
    not_a_block_device: |path| format!("{path} n’est pas un disque. « gomme list » montre les disques."),
    not_a_drive: |path| {
        format!(
            "{path} n’est pas un disque à lui seul : il est fait d’autres disques, de mémoire, ou c’est un lecteur optique. « gomme list » montre les disques."
        )
    },
    not_connected: |path| {
        format!(
            "{path} est un périphérique de boucle sans fichier. Attachez-lui un fichier d’abord (losetup)."
        )
    },
    file_not_allowed: |path| {
        format!("{path} est un simple fichier. Ajoutez --allow-virtual pour l’employer comme un disque.")
    },
    empty_file: |path| {
        format!(
            "{path} est un fichier vide : il n’y a rien à effacer. Donnez-lui d’abord une taille (truncate -s 1G)."
        )
    },
    odd_file: |path, bytes| {
        format!(
            "{path} fait {bytes} octets, ce qui n’est pas un multiple de 512 : un disque a des blocs entiers. Changez d’abord sa taille (truncate)."
        )
    },
    io: |path, why| format!("{path} ne peut pas être examiné : {why}"),
};

#[cfg(test)]
mod tests {
    /// The French half of this file, as it is compiled.
    fn french() -> &'static str {
        include_str!("drive.rs").split("pub const FR").nth(1).expect("a French half")
    }

    #[test]
    fn french_signs_are_bound_to_their_words() {
        let french = french().split("#[cfg(test)]").next().expect("sentences");
        for loose in [" : ", " ; ", " !", " ?", "« ", " »"] {
            assert!(!french.contains(loose), "{loose:?} would break away from its word");
        }
    }
}
